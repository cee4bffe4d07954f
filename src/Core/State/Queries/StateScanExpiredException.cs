namespace OrleansStream;

/// <summary>A scan of state cannot go on: the version that it read could no longer be kept for it, since it took too long and later batches were committed, or was lost with a silo.</summary>
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

    /// <summary>Makes the error of a scan on a cluster whose version was lost with a silo.</summary>
    /// <param name="operatorName">The operator whose state was read.</param>
    /// <param name="batchTime">The batch whose version was read.</param>
    public StateScanExpiredException(string operatorName, BatchTime batchTime)
        : base($"The scan of '{operatorName}' at batch {batchTime} cannot go on: a silo that kept the version for it was lost, or another coordinator has taken the job over. Begin again.")
    {
        OperatorName = operatorName;
        BatchTime = batchTime;
    }

    /// <summary>The operator whose state was read.</summary>
    public string OperatorName { get; }

    /// <summary>The batch whose version was read.</summary>
    public BatchTime BatchTime { get; }

    /// <summary>How long a version is kept for a scan; zero if it was lost in another way.</summary>
    public TimeSpan Limit { get; }
}
