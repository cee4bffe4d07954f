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
}
