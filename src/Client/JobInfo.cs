namespace OrleansStream;

/// <summary>How a job on a cluster stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="JobClass">The full name of its class.</param>
/// <param name="Package">The id of the package that its class is in; null for a class that every silo knows.</param>
/// <param name="State">What the cluster does with it.</param>
/// <param name="SubmittedAt">When it was submitted last.</param>
/// <param name="BatchInterval">How often a batch is cut.</param>
/// <param name="Partitions">How many partitions it is spread over.</param>
/// <param name="Progress">How its batches stand; null if it does not run, or its coordinator is on its way to another silo.</param>
/// <param name="Error">Why it failed, does not start, or could not be removed when that was last tried; null if none of it.</param>
public sealed record JobInfo(
    string Name,
    string JobClass,
    string? Package,
    JobState State,
    DateTimeOffset SubmittedAt,
    TimeSpan BatchInterval,
    int Partitions,
    JobProgress? Progress,
    string? Error);
