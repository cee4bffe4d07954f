using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;
using OrleansStream.Windows;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>The records of the last batches together.</summary>
    /// <param name="windowDuration">How far a window reaches back: the window of time t has the batches after t - <paramref name="windowDuration"/>, up to
    /// and including t. A multiple of this stream's slide duration.</param>
    /// <param name="slideDuration">How often there is a window, counted from one interval before the first batch. A multiple of this stream's slide
    /// duration, which is also the default. If it is longer than the window, batches between two windows are in none.</param>
    /// <returns>One dataset for each slide, empty if the window has no records, its batches from the oldest to the newest. The first windows have
    /// what there is. Batches without a dataset are left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of this stream's slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>This stream is kept for as long as windows need it, as records in memory that give way to disk unless <see cref="Persist(StorageLevel)"/>
    /// says otherwise, here or on the result. The result is never kept itself. If this stream is partitioned by key, so is the result.</remarks>
    public DStream<T> Window(TimeSpan windowDuration, TimeSpan? slideDuration = null) =>
        new WindowedStream<T>(this, WindowShape.Over(this, windowDuration, slideDuration));

    /// <summary>Reduces each window to one record.</summary>
    /// <param name="reduce">Combines two records; must be associative, and must not change the records it is given. Records meet in order.</param>
    /// <param name="windowDuration">As for <see cref="Window"/>.</param>
    /// <param name="slideDuration">As for <see cref="Window"/>.</param>
    /// <returns>One record for each window, and none for one without records. Each batch is reduced once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reduce"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of this stream's slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> ReduceByWindow(Func<T, T, T> reduce, TimeSpan windowDuration, TimeSpan? slideDuration = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        WindowShape shape = WindowShape.Over(this, windowDuration, slideDuration);
        var batches = new DerivedStream<T, T>(this, "ReducePerBatch", (rdd, info) => Keyed.Reduce(rdd, reduce, info));
        var window = new WindowedStream<T>(batches, shape, "WindowOfReduced");
        return new DerivedStream<T, T>(window, "ReduceByWindow", (rdd, info) => Keyed.Reduce(rdd, reduce, info));
    }

    /// <summary>Reduces each window to one record, from that of the window before: what has left is taken out, what has entered added.</summary>
    /// <param name="reduce">Combines two records; must be associative, and must not change the records it is given.</param>
    /// <param name="inverse">Takes the second record out of the first: undoes <paramref name="reduce"/>. Must not change the records it is given.</param>
    /// <param name="windowDuration">As for <see cref="Window"/>.</param>
    /// <param name="slideDuration">As for <see cref="Window"/>.</param>
    /// <returns>One record for each window, from the first record on that this stream gives; none before. A window whose records have all left has what
    /// <paramref name="inverse"/> has made of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reduce"/> or <paramref name="inverse"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of this stream's slide duration.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">Records could be changed by functions and cannot be encoded.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Errors of floating-point sums add up from window to window. The windows are state, kept in this process.</remarks>
    public DStream<T> ReduceByWindow(Func<T, T, T> reduce, Func<T, T, T> inverse, TimeSpan windowDuration, TimeSpan? slideDuration = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        ArgumentNullException.ThrowIfNull(inverse);
        WindowShape shape = WindowShape.Over(this, windowDuration, slideDuration);
        var batches = new DerivedStream<T, T>(this, "ReducePerBatch", (rdd, info) => Keyed.Reduce(rdd, reduce, info));
        return ReducedWindow(batches, shape, reduce, inverse, "ReduceByWindow");
    }

    /// <summary>Counts the records of each window.</summary>
    /// <param name="windowDuration">As for <see cref="Window"/>.</param>
    /// <param name="slideDuration">As for <see cref="Window"/>.</param>
    /// <returns>One number for each window, 0 included, from the first record on that this stream gives; none before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of this stream's slide duration.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Each batch is counted once. The windows are state, kept in this process.</remarks>
    public DStream<long> CountByWindow(TimeSpan windowDuration, TimeSpan? slideDuration = null)
    {
        WindowShape shape = WindowShape.Over(this, windowDuration, slideDuration);
        DStream<long> batches = new DerivedStream<T, long>(this, "CountPerBatch", (rdd, info) =>
            Keyed.Reduce(new MapRdd<T, long>(rdd, static _ => 1L, info), static (left, right) => left + right, info));
        return DStream<long>.ReducedWindow(batches, shape, static (left, right) => left + right, static (sum, left) => sum - left, "CountByWindow");
    }

    /// <summary>Counts how often each record occurs within each window.</summary>
    /// <param name="windowDuration">As for <see cref="Window"/>.</param>
    /// <param name="slideDuration">As for <see cref="Window"/>.</param>
    /// <param name="partitions">Partitions of the result, by the hash of the record; by default as many as the context says.</param>
    /// <returns>Each record that occurs, with its number. Records are equal if they are the same key.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A duration is not a multiple of this stream's slide duration, or <paramref name="partitions"/> is
    /// below 1.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="T"/> has no stable identity.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Only records that leave or enter are counted. The windows are state, kept in this process.</remarks>
    public DStream<(T Value, long Count)> CountByValueAndWindow(TimeSpan windowDuration, TimeSpan? slideDuration = null, int? partitions = null)
    {
        WindowShape shape = WindowShape.Over(this, windowDuration, slideDuration);
        Partitioning<T> partitioning = PartitioningChoice<T>.Of(partitions).Resolve(Context.Runtime);
        _ = Context.Runtime.Encoding.KeyFor<T>();
        var hints = new CombineHints();
        DStream<(T Key, long Value)> batches = new DerivedStream<T, (T Key, long Value)>(this, "CountPerBatch", (rdd, info) =>
            Keyed.CountByValue(rdd, PartitioningChoice<T>.Of(partitioning), hints, info));
        return new InverseWindowStream<T, long, (T Value, long Count)>(
            batches,
            shape,
            new InverseFunctions<T, long>(static (left, right) => left + right, static (sum, left) => sum - left, static pair => pair.Value != 0),
            partitioning,
            "CountByValueAndWindow",
            static (pairs, _) => pairs);
    }

    /// <summary>The windows of a stream that is reduced to one record per batch: those of a single key.</summary>
    private static InverseWindowStream<int, T, T> ReducedWindow(
        DStream<T> batches, WindowShape shape, Func<T, T, T> reduce, Func<T, T, T> inverse, string kind)
    {
        Partitioning<int> partitioning = Partitioning<int>.ByHash(batches.Context.Runtime, 1);
        var pairs = new DerivedStream<T, (int Key, T Value)>(batches, "PairPerBatch", (rdd, info) =>
            Keyed.Partition(Keyed.KeyBy(rdd, static _ => 0, info), partitioning, info));
        return new InverseWindowStream<int, T, T>(
            pairs, shape, new InverseFunctions<int, T>(reduce, inverse, Filter: null), partitioning, kind, static (window, info) => Keyed.Values(window, info));
    }
}
