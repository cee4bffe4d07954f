using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Applies a function to each record.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> Map<TOut>(Func<T, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<T, TOut>(
            this, "Map", (rdd, info) => new MapRdd<T, TOut>(rdd, function, info), (record, emitter) => emitter.Emit(function(record)));
    }

    /// <summary>Stops asynchronous functions at compile time: they would give a stream of tasks.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("Map takes a synchronous function; an async one would give a stream of tasks. Use MapAsync.", error: true)]
    public DStream<TOut> Map<TOut>(Func<T, Task<TOut>> function) =>
        throw new NotSupportedException("Map takes a synchronous function.");

    /// <summary>Keeps the records that a predicate accepts.</summary>
    /// <param name="predicate">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="predicate"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Filter(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new ElementwiseStream<T, T>(this, "Filter", (rdd, info) => new FilterRdd<T>(rdd, predicate, info), (record, emitter) =>
        {
            if (predicate(record))
            {
                emitter.Emit(record);
            }
        });
    }

    /// <summary>Replaces each record by the elements of a sequence.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<T, TOut>(
            this, "FlatMap", (rdd, info) => new FlatMapRdd<T, TOut>(rdd, function, info), FlatMapRdd<T, TOut>.Emitting(function));
    }

    /// <summary>Replaces each record by what a function emits, without a collection in between.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Called once per record on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> FlatMap<TOut>(Action<T, Emitter<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<T, TOut>(this, "FlatMap", (rdd, info) => new EmitRdd<T, TOut>(rdd, function, info), function);
    }

    /// <summary>Stops asynchronous functions at compile time: they would emit after the record's turn has passed.</summary>
    /// <typeparam name="TOut">The elements' type.</typeparam>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("FlatMap takes a synchronous function; an async one would emit after its turn.", error: true)]
    public DStream<TOut> FlatMap<TOut>(Func<T, Emitter<TOut>, Task> function) =>
        throw new NotSupportedException("FlatMap takes a synchronous function.");

    /// <summary>Replaces each partition by what a function makes of its records.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per partition on an engine thread, also for empty ones; the sequence it is given is valid during the call
    /// and while its result is read.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<TOut> MapPartitions<TOut>(Func<IEnumerable<T>, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new DerivedStream<T, TOut>(this, "MapPartitions", (rdd, info) => new MapPartitionsRdd<T, TOut>(rdd, (_, records) => function(records), info));
    }

    /// <summary>Counts each batch: exactly one record per batch, 0 for an empty one.</summary>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<long> Count() =>
        new DerivedStream<T, long>(this, "Count", (rdd, info) => new CountRdd(new CountShuffle<T>(rdd, info)));

    /// <summary>The records of this stream, then those of another, batch by batch.</summary>
    /// <param name="other">A stream of the same context with the same slide duration. A batch in which either has no dataset fails.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="ArgumentException">The streams differ in context or slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Union(DStream<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return UnionOf(Parents.Check(Context, [this, other], nameof(other)));
    }

    internal static DStream<T> UnionOf(IReadOnlyList<DStream<T>> parents) =>
        new CombinedStream<T>(parents, "Union", static (datasets, info) => new UnionRdd<T>([.. datasets.Cast<Rdd<T>>()], info));
}
