using Microsoft.Extensions.Logging;
using OrleansStream.Batches;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>Says how long every stream keeps its datasets at least, so that code outside the batches may ask for them with
    /// <c>SliceAsync</c>.</summary>
    /// <param name="duration">How long after its time a batch is kept: more than zero. A stream that needs its datasets for longer keeps them
    /// longer; without this call a stream keeps a dataset until the next one of its slide is committed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> is zero or negative.</exception>
    /// <exception cref="InvalidOperationException">It was called before, or the context has been started.</exception>
    /// <remarks>What is kept are the received data and what shuffles made of them: the memory of all batches of that time.</remarks>
    public void Remember(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "The duration to remember must be more than zero.");
        }

        Graph.Remember(duration);
    }

    /// <summary>The coordinator of the batches that slices are made of.</summary>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    internal BatchCoordinator SlicedCoordinator() => Coordinator
        ?? throw new InvalidOperationException("The context has not been started here, so there are no batches to slice.");

    /// <summary>An end of a slice on the grid of a stream's slide.</summary>
    internal BatchTime SliceEnd(BatchTime time, DStream stream, string name)
    {
        BatchTime floored = time.Floor(stream.SlideDuration, ZeroTime);
        if (floored != time)
        {
            SliceFloored(Logger, Options.JobName, stream.Name, name, time.Milliseconds, stream.SlideDuration.TotalMilliseconds, floored.Milliseconds);
        }

        return floored;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: the slice of {Stream} asks {End} {Time} ms, which is no multiple of the slide of {SlideMs} ms; {Floored} ms is taken.")]
    private static partial void SliceFloored(ILogger logger, string job, string stream, string end, long time, double slideMs, long floored);
}
