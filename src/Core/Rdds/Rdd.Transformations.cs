using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    /// <summary>Applies a function to each record.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> Map<TOut>(Func<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapRdd<T, TOut>(this, function, OperatorInfo.OfRdd("Map"));
    }

    /// <summary>Stops asynchronous functions at compile time: they would give a dataset of tasks.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Map takes a synchronous function; an async one would give a dataset of tasks. Use MapAsync.", error: true)]
    public Rdd<TOut> Map<TOut>(Func<T, Task<TOut>> function) =>
        throw new NotSupportedException("Map takes a synchronous function.");

    /// <summary>Keeps the records that a predicate accepts.</summary>
    /// <param name="predicate">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    public Rdd<T> Filter(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new FilterRdd<T>(this, predicate, OperatorInfo.OfRdd("Filter"));
    }

    /// <summary>Replaces each record by the elements of a sequence.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new FlatMapRdd<T, TOut>(this, function, OperatorInfo.OfRdd("FlatMap"));
    }

    /// <summary>Replaces each record by what a function emits, without a collection in between.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> FlatMap<TOut>(Action<T, Emitter<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new EmitRdd<T, TOut>(this, function, OperatorInfo.OfRdd("FlatMap"));
    }

    /// <summary>Stops asynchronous functions at compile time: they would emit after the record's turn has passed.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("FlatMap takes a synchronous function; an async one would emit after its turn.", error: true)]
    public Rdd<TOut> FlatMap<TOut>(Func<T, Emitter<TOut>, Task> function) =>
        throw new NotSupportedException("FlatMap takes a synchronous function.");

    /// <summary>Replaces each partition by what a function makes of its records.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; the sequence it is given is valid during the call
    /// and while its result is read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public Rdd<TOut> MapPartitions<TOut>(Func<IEnumerable<T>, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MapPartitionsRdd<T, TOut>(this, (_, records) => function(records), OperatorInfo.OfRdd("MapPartitions"));
    }

    /// <summary>The records of this dataset, then those of another.</summary>
    /// <param name="other">The other dataset; its partitions follow this one's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    public Rdd<T> Union(Rdd<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new UnionRdd<T>([this, other], OperatorInfo.OfRdd("Union"));
    }
}
