using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>A stream that takes each batch from a queue: for tests and for feeding a job by hand.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="queue">The queue. Add to it at any time, under its lock (<c>lock (queue)</c>).</param>
    /// <param name="oneAtATime">Whether a batch takes one dataset, or all that are queued, united.</param>
    /// <param name="fallback">What a batch gets when the queue is empty; by default an empty dataset.</param>
    /// <exception cref="ArgumentNullException"><paramref name="queue"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public InputDStream<T> QueueStream<T>(Queue<Rdd<T>> queue, bool oneAtATime = true, Rdd<T>? fallback = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new QueueStream<T>(this, queue, oneAtATime, fallback);
    }
}
