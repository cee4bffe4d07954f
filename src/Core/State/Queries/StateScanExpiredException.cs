namespace OrleansStream;

/// <summary>A scan of state took too long: later batches were committed, and the version that it read could no longer be kept for it.</summary>
public sealed class StateScanExpiredException : InvalidOperationException
{
    /// <summary>Makes the error.</summary>
    /// <param name="operatorName">The operator whose state was read.</param>
    /// <param name="batchTime">The batch whose version was read.</param>
    /// <param name="limit">How long a version is kept for a scan.</param>
    public StateScanExpiredException(string operatorName, BatchTime batchTime, TimeSpan limit)
        : base($"The scan of '{operatorName}' at batch {batchTime} took longer than {limit}, for which a version is kept for it, and is not complete. Begin again and read "
            + $"faster, narrow it with a prefix, or raise {nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.StateScanLimit)}.")
    {
        OperatorName = operatorName;
        BatchTime = batchTime;
        Limit = limit;
    }

    /// <summary>The operator whose state was read.</summary>
    public string OperatorName { get; }

    /// <summary>The batch whose version was read.</summary>
    public BatchTime BatchTime { get; }

    /// <summary>How long a version is kept for a scan.</summary>
    public TimeSpan Limit { get; }
}
