namespace OrleansStream;

/// <summary>What every process of a cluster needs to define a job: the same everywhere, for the life of the job.</summary>
/// <param name="JobName">The job's name, unique in the cluster.</param>
/// <param name="JobClass">The full name of the <see cref="IStreamingJob"/> class.</param>
/// <param name="Arguments">The job's arguments.</param>
/// <param name="BatchInterval">How often a batch is cut: at least one millisecond, whole milliseconds.</param>
/// <param name="Partitions">How many partition grains the job has, and how many partitions a shuffle that was not told; at least 1.</param>
/// <param name="Run">Counts how often the job was submitted after it had ended; given by the cluster.</param>
/// <param name="Package">The id of the package that the class is in, which the cluster has; null for a class that every silo knows.</param>
/// <param name="FromSavepoint">Where the savepoint is that the job begins with if it has no checkpoint: a full path as the silos see it, or a name in
/// the cluster's storage. Null for none.</param>
/// <param name="StateHistory">How many committed batches before the last one states can be asked of; from 0 to 10 000.</param>
/// <param name="StateScanLimit">How long a scan of state may take; null for the default.</param>
[GenerateSerializer]
[Alias("orleans-stream.job-submission")]
[Immutable]
public sealed record JobSubmission(
    [property: Id(0)] string JobName,
    [property: Id(1)] string JobClass,
    [property: Id(2)] IReadOnlyDictionary<string, string> Arguments,
    [property: Id(3)] TimeSpan BatchInterval,
    [property: Id(4)] int Partitions,
    [property: Id(5)] long Run = 1,
    [property: Id(6)] string? Package = null,
    [property: Id(7)] string? FromSavepoint = null,
    [property: Id(8)] int StateHistory = 0,
    [property: Id(9)] TimeSpan? StateScanLimit = null);
