namespace OrleansStream;

/// <summary>A dataset was asked for that its stream no longer remembers.</summary>
public sealed class BatchNotRetainedException : InvalidOperationException
{
    /// <summary>Makes the error.</summary>
    /// <param name="stream">The stream's name.</param>
    /// <param name="time">The batch that was asked for.</param>
    /// <param name="oldest">The oldest batch that there is, or null if there is none.</param>
    public BatchNotRetainedException(string stream, BatchTime time, BatchTime? oldest)
        : base($"{stream} does not remember batch {time}: {(oldest is { } there ? $"the oldest that it has is {there}" : "it has none")}. "
            + "StreamingContext.Remember says how long datasets are kept.")
    {
        Stream = stream;
        Time = time;
        Oldest = oldest;
    }

    /// <summary>The stream's name.</summary>
    public string Stream { get; }

    /// <summary>The batch that was asked for.</summary>
    public BatchTime Time { get; }

    /// <summary>The oldest batch that the stream remembers, or null if it remembers none.</summary>
    public BatchTime? Oldest { get; }
}
