namespace OrleansStream;

/// <summary>How a job stands at its coordinator.</summary>
/// <param name="IsRunning">Whether batches run.</param>
/// <param name="Epoch">The life of the coordinator.</param>
/// <param name="CommittedBatch">The last committed batch, in milliseconds since the epoch, or one interval before the first.</param>
/// <param name="OpenBatches">How many batches are on their way.</param>
/// <param name="Error">Why the job stopped, or null.</param>
[GenerateSerializer]
[Alias("orleans-stream.job-status")]
[Immutable]
public sealed record JobStatus(
    [property: Id(0)] bool IsRunning,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long CommittedBatch,
    [property: Id(3)] int OpenBatches,
    [property: Id(4)] string? Error);
