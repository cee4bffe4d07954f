using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Spreads the records of each batch evenly over another number of partitions.</summary>
    /// <param name="partitions">How many partitions each batch then has; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Repartition(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return new DerivedStream<T, T>(this, "Repartition", (rdd, info) => rdd.Repartition(partitions, info));
    }

    /// <summary>Replaces each partition by what a function makes of its records, which may leave every key where it is.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; the sequence it is given is valid during the call
    /// and while its result is read.</param>
    /// <param name="preservePartitioning">Whether the function keeps keys: each result is a pair whose key is that of a record of its partition.
    /// Keyed operations on the result then need no shuffle if this stream needs none. To say so of a function that changes keys gives wrong results.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> MapPartitions<TOut>(Func<IEnumerable<T>, IEnumerable<TOut>> function, bool preservePartitioning)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DerivedStream<T, TOut>(
            this, "MapPartitions", (rdd, info) => new MapPartitionsRdd<T, TOut>(rdd, (_, records) => function(records), info, preservePartitioning));
    }
}
