namespace OrleansStream.Checkpoints;

/// <summary>A batch that a checkpoint names as sealed and not committed.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="Attempt">Which run of it was the latest, 0 before the first.</param>
/// <param name="Sources">What it holds of each source.</param>
public sealed record StoredBatch(BatchTime Time, int Attempt, IReadOnlyList<SourceSeal> Sources);
