namespace OrleansStream;

/// <summary>How the batches of a running job stand.</summary>
/// <param name="Silo">The address of the silo that coordinates it.</param>
/// <param name="Epoch">How many coordinators the job has had.</param>
/// <param name="CommittedBatches">How many batches are committed, since the job began.</param>
/// <param name="CommittedUpTo">The time of the last committed batch; one interval before the first if there is none.</param>
/// <param name="OpenBatches">How many batches are on their way.</param>
/// <param name="Lag">How long ago the last committed batch was due, by this machine's clock; about one interval for a job that keeps up.</param>
public sealed record JobProgress(
    string Silo, long Epoch, long CommittedBatches, DateTimeOffset CommittedUpTo, int OpenBatches, TimeSpan Lag);
