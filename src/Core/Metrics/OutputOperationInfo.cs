namespace OrleansStream;

/// <summary>What is known of one output operation of a batch.</summary>
/// <param name="BatchTime">The batch time.</param>
/// <param name="Id">The place of the operation in order of definition, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartTime">When it started, if it has.</param>
/// <param name="EndTime">When it ended, if it has.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record OutputOperationInfo(
    BatchTime BatchTime, int Id, string Name, DateTimeOffset? StartTime, DateTimeOffset? EndTime, Exception? Failure)
{
    /// <summary>How long it took; null until it has ended.</summary>
    public TimeSpan? Duration => EndTime - StartTime;
}
