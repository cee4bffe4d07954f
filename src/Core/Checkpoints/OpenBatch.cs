using OrleansStream.Batches;

namespace OrleansStream.Checkpoints;

/// <summary>A sealed batch that is not committed.</summary>
/// <param name="Seal">What it holds.</param>
/// <param name="Attempt">Which run of it is the latest, 0 before the first.</param>
internal sealed record OpenBatch(SealedBatch Seal, int Attempt);
