using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;
using OrleansStream.Windows;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Gathers the values of each key within each window.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration, which is also the default.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default as many as the context says.</param>
    /// <returns>One pair for each key of the window; values in the order of their batches. Lists stay valid and cannot be changed.</returns>
    /// <remarks>Pairs move once, in their batch. Where values are only added up, <c>ReduceByKeyAndWindow</c> keeps and moves much less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration, or <paramref name="partitions"/> is
    /// below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TimeSpan windowDuration, TimeSpan? slideDuration = null, int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return GroupWindow(stream, WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitions));
    }

    /// <summary>Gathers the values of each key within each window.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the window; values in the order of their batches. Lists stay valid and cannot be changed.</returns>
    /// <remarks>Pairs move once, in their batch. Where values are only added up, <c>ReduceByKeyAndWindow</c> keeps and moves much less.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, IReadOnlyList<TValue> Value)> GroupByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream, TimeSpan windowDuration, TimeSpan slideDuration, Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return GroupWindow(stream, WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitioner));
    }

    /// <summary>Combines the values of each key within each window.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: they are given again in later windows.
    /// The values of a key meet in the order of their batches, so it need not be commutative.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration, which is also the default.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default as many as the context says.</param>
    /// <returns>One pair for each key of the window; a key leaves with its last batch.</returns>
    /// <remarks>Each batch is reduced once. A window is not reduced anew: what its batches come to is combined from both ends of the window, which costs a few
    /// calls of <paramref name="reduce"/> for each key of a batch, however long the window.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="reduce"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration, or <paramref name="partitions"/> is
    /// below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<TValue, TValue, TValue> reduce,
        TimeSpan windowDuration,
        TimeSpan? slideDuration = null,
        int? partitions = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        return ReduceWindow(stream, reduce, WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitions));
    }

    /// <summary>Combines the values of each key within each window.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given: they are given again in later windows.
    /// The values of a key meet in the order of their batches, so it need not be commutative.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <returns>One pair for each key of the window; a key leaves with its last batch.</returns>
    /// <remarks>Each batch is reduced once. A window is not reduced anew: what its batches come to is combined from both ends of the window, which costs a few
    /// calls of <paramref name="reduce"/> for each key of a batch, however long the window.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<TValue, TValue, TValue> reduce,
        TimeSpan windowDuration,
        TimeSpan slideDuration,
        Partitioner<TKey> partitioner)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        return ReduceWindow(stream, reduce, WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitioner));
    }

    /// <summary>Combines the values of each key within each window, from those of the window before: what has left is taken out, what has entered
    /// added.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given.</param>
    /// <param name="inverse">Takes what has left, its second argument, out of a value: undoes <paramref name="reduce"/>. Must not change the values it is
    /// given.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration, which is also the default.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the key; by default as many as the context says.</param>
    /// <param name="filter">Which keys stay, by what their values come to; it may drop only those whose values have all left. By default all keys stay, also at
    /// the value that <paramref name="inverse"/> leaves in the end. A key that was dropped is made anew when it comes again.</param>
    /// <returns>One pair for each key that is in the window or has stayed.</returns>
    /// <remarks>Only keys that leave or enter are touched. Errors of floating-point sums add up from window to window. The windows are state, kept in
    /// this process; after a batch that failed for good, the next one is made from the window's batches.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/>, <paramref name="reduce"/> or <paramref name="inverse"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration, or <paramref name="partitions"/> is
    /// below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values could be changed by functions and
    /// cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<TValue, TValue, TValue> reduce,
        Func<TValue, TValue, TValue> inverse,
        TimeSpan windowDuration,
        TimeSpan? slideDuration = null,
        int? partitions = null,
        Func<(TKey Key, TValue Value), bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        ArgumentNullException.ThrowIfNull(inverse);
        return SlideWindow(
            stream, new InverseFunctions<TKey, TValue>(reduce, inverse, filter), WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitions));
    }

    /// <summary>Combines the values of each key within each window, from those of the window before: what has left is taken out, what has entered
    /// added.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="reduce">Combines two values; must be associative, and must not change the values it is given.</param>
    /// <param name="inverse">Takes what has left, its second argument, out of a value: undoes <paramref name="reduce"/>. Must not change the values it is
    /// given.</param>
    /// <param name="windowDuration">How far a window reaches back; a multiple of the stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window; a multiple of the stream's slide duration.</param>
    /// <param name="partitioner">Partitions the result.</param>
    /// <param name="filter">Which keys stay, by what their values come to; it may drop only those whose values have all left. By default all keys stay, also at
    /// the value that <paramref name="inverse"/> leaves in the end. A key that was dropped is made anew when it comes again.</param>
    /// <returns>One pair for each key that is in the window or has stayed.</returns>
    /// <remarks>Only keys that leave or enter are touched. Errors of floating-point sums add up from window to window. The windows are state, kept in
    /// this process; after a batch that failed for good, the next one is made from the window's batches.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/>, <paramref name="reduce"/>, <paramref name="inverse"/> or
    /// <paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of the stream's slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values could be changed by functions and
    /// cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TValue Value)> ReduceByKeyAndWindow<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<TValue, TValue, TValue> reduce,
        Func<TValue, TValue, TValue> inverse,
        TimeSpan windowDuration,
        TimeSpan slideDuration,
        Partitioner<TKey> partitioner,
        Func<(TKey Key, TValue Value), bool>? filter = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(reduce);
        ArgumentNullException.ThrowIfNull(inverse);
        return SlideWindow(
            stream, new InverseFunctions<TKey, TValue>(reduce, inverse, filter), WindowShape.Over(stream, windowDuration, slideDuration), PartitioningChoice<TKey>.Of(partitioner));
    }

    private static DerivedStream<(TKey Key, TValue Value), (TKey Key, IReadOnlyList<TValue> Value)> GroupWindow<TKey, TValue>(
        DStream<(TKey Key, TValue Value)> stream, WindowShape shape, PartitioningChoice<TKey> choice)
    {
        Partitioning<TKey> partitioning = choice.Resolve(stream.Context.Runtime);
        var hints = new CombineHints();
        DStream<(TKey Key, TValue Value)> placed = Derived(stream, "PartitionPerBatch", (rdd, info) => Keyed.Partition(rdd, partitioning, info));
        return Derived(new WindowedStream<(TKey Key, TValue Value)>(placed, shape, "WindowOfPartitioned"), "GroupByKeyAndWindow", (rdd, info) =>
            Keyed.Group(rdd, PartitioningChoice<TKey>.Of(partitioning), hints, info));
    }

    private static WindowReducedStream<TKey, TValue> ReduceWindow<TKey, TValue>(
        DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> reduce, WindowShape shape, PartitioningChoice<TKey> choice)
    {
        Partitioning<TKey> partitioning = choice.Resolve(stream.Context.Runtime);
        return new WindowReducedStream<TKey, TValue>(ReducePerBatch(stream, reduce, partitioning), shape, reduce, partitioning);
    }

    private static InverseWindowStream<TKey, TValue, (TKey Key, TValue Value)> SlideWindow<TKey, TValue>(
        DStream<(TKey Key, TValue Value)> stream, InverseFunctions<TKey, TValue> functions, WindowShape shape, PartitioningChoice<TKey> choice)
    {
        Partitioning<TKey> partitioning = choice.Resolve(stream.Context.Runtime);
        return new InverseWindowStream<TKey, TValue, (TKey Key, TValue Value)>(
            ReducePerBatch(stream, functions.Reduce, partitioning), shape, functions, partitioning, "ReduceByKeyAndWindow", static (pairs, _) => pairs);
    }

    /// <summary>Each batch reduced by key, by one rule for all batches, so that what windows keep of a partition is of the same keys always.</summary>
    private static DerivedStream<(TKey Key, TValue Value), (TKey Key, TValue Value)> ReducePerBatch<TKey, TValue>(
        DStream<(TKey Key, TValue Value)> stream, Func<TValue, TValue, TValue> reduce, Partitioning<TKey> partitioning)
    {
        var hints = new CombineHints();
        return Derived(stream, "ReducePerBatch", (rdd, info) =>
            Keyed.Combine<TKey, TValue, TValue, ReduceCombiner<TValue>>(
                rdd, new ReduceCombiner<TValue>(reduce), PartitioningChoice<TKey>.Of(partitioning), hints, info));
    }
}
