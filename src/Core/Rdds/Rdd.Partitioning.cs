using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Spreads the records evenly over another number of partitions.</summary>
    /// <param name="partitions">How many partitions the result has; 1 or more.</param>
    /// <returns>Each partition's records go to the new ones in turn; within a new one they lie in the order of this dataset.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public Rdd<T> Repartition(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return Repartition(partitions, OperatorInfo.OfRdd("Repartition"));
    }

    /// <summary>Replaces each partition by what a function makes of its records, which may leave every key where it is.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; the sequence it is given is valid during the call
    /// and while its result is read.</param>
    /// <param name="preservePartitioning">Whether the function keeps keys: each result is a pair whose key is that of a record of its partition.
    /// Keyed operations on the result then need no shuffle if this dataset needs none. To say so of a function that changes keys gives wrong results.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> MapPartitions<TOut>(Func<IEnumerable<T>, IEnumerable<TOut>> function, bool preservePartitioning)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapPartitionsRdd<T, TOut>(this, (_, records) => function(records), OperatorInfo.OfRdd("MapPartitions"), preservePartitioning);
    }

    internal Rdd<T> Repartition(int partitions, OperatorInfo info) =>
        new ExchangeRdd<T>(new ExchangeShuffle<T, RoundRobinRoute<T>>(this, new RoundRobinRoute<T>(partitions), partitions, info), partitioning: null);
}
