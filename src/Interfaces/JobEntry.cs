namespace OrleansStream;

/// <summary>What a cluster knows of a job, wherever it runs.</summary>
/// <param name="Submission">What was submitted.</param>
/// <param name="State">What the cluster does with it.</param>
/// <param name="SubmittedAt">When it was submitted last.</param>
/// <param name="IsGraceful">Of a job that is being stopped: whether batches of what has arrived are finished first.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="IsBeingRemoved">Whether it is being removed, with all that it has kept.</param>
/// <param name="RemovalError">Why it could not be removed when that was last tried, or null.</param>
[GenerateSerializer]
[Alias("orleans-stream.job-entry")]
[Immutable]
public sealed record JobEntry(
    [property: Id(0)] JobSubmission Submission,
    [property: Id(1)] JobState State,
    [property: Id(2)] DateTimeOffset SubmittedAt,
    [property: Id(3)] bool IsGraceful = false,
    [property: Id(4)] string? Error = null,
    [property: Id(5)] bool IsBeingRemoved = false,
    [property: Id(6)] string? RemovalError = null)
{
    /// <summary>The job's name.</summary>
    public string Name => Submission.JobName;
}
