using OrleansStream.Batches;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>A batch that windows of later ones look back on, with what a process needs to plan it.</summary>
/// <param name="Id">The attempt whose map outputs count.</param>
/// <param name="Seal">What the batch holds.</param>
/// <param name="Findings">What the coordinator has found where it planned the batch.</param>
internal sealed record EarlierBatch(BatchId Id, SealedBatch Seal, IReadOnlyList<PlanFinding> Findings);
