using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Replaces each partition by what a function makes of its number and its records.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; told the partition's number, from 0. The sequence
    /// it is given is valid during the call and while its result is read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> MapPartitionsWithIndex<TOut>(Func<int, IEnumerable<T>, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DerivedStream<T, TOut>(this, "MapPartitionsWithIndex", (rdd, info) => new MapPartitionsRdd<T, TOut>(rdd, function, info));
    }

    /// <summary>Makes one array of each partition's records, an empty one of an empty partition.</summary>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T[]> Glom() => new DerivedStream<T, T[]>(this, "Glom", (rdd, info) => rdd.Glom(info));
}
