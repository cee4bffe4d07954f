namespace OrleansStream;

/// <summary>How a job stands at its coordinator.</summary>
/// <param name="IsRunning">Whether batches run.</param>
/// <param name="Epoch">The life of the coordinator; 0 if it has not started here.</param>
/// <param name="CommittedBatch">The last committed batch, in milliseconds since the epoch, or one interval before the first.</param>
/// <param name="OpenBatches">How many batches are on their way.</param>
/// <param name="Error">Why the job stopped or does not start, or null.</param>
/// <param name="CommittedBatches">How many batches are committed, over all lives.</param>
/// <param name="Silo">The address of the silo that the coordinator is on.</param>
/// <param name="Run">Which run of the job this is about.</param>
/// <param name="HasEnded">Whether the run has come to its end here: the job has failed, was stopped or has stopped itself.</param>
[GenerateSerializer]
[Alias("orleans-stream.job-status")]
[Immutable]
public sealed record JobStatus(
    [property: Id(0)] bool IsRunning,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long CommittedBatch,
    [property: Id(3)] int OpenBatches,
    [property: Id(4)] string? Error,
    [property: Id(5)] long CommittedBatches = 0,
    [property: Id(6)] string Silo = "",
    [property: Id(7)] long Run = 0,
    [property: Id(8)] bool HasEnded = false);
