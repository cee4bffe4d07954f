namespace OrleansStream;

/// <summary>A dataset or a state was asked for of a batch that its operator does not keep.</summary>
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

    /// <summary>Makes the error for state.</summary>
    /// <param name="operatorName">The operator that keeps the state.</param>
    /// <param name="time">The batch that was asked for.</param>
    /// <param name="oldest">The oldest committed batch that there is.</param>
    /// <param name="newest">The newest committed batch that there is.</param>
    public BatchNotRetainedException(string operatorName, BatchTime time, BatchTime oldest, BatchTime newest)
        : base($"The state of '{operatorName}' at batch {time} is not there: "
            + (oldest == newest ? $"only that of the committed batch {newest} is. " : $"committed batches from {oldest} to {newest} are. ")
            + $"{nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.StateHistory)} says how many older ones are kept.")
    {
        Stream = operatorName;
        Time = time;
        Oldest = oldest;
        Newest = newest;
    }

    /// <summary>The operator's name.</summary>
    public string Stream { get; }

    /// <summary>The batch that was asked for.</summary>
    public BatchTime Time { get; }

    /// <summary>The oldest batch that is kept, or null if there is none.</summary>
    public BatchTime? Oldest { get; }

    /// <summary>Of state, the newest batch that is committed; null of datasets.</summary>
    public BatchTime? Newest { get; }
}
