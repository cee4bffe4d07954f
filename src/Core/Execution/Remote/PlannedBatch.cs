using OrleansStream.Batches;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>What a process needs to plan an attempt of a batch.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="Seal">What the batch holds.</param>
/// <param name="Findings">What the coordinator has found where it planned the batch.</param>
/// <param name="KeptIn">The object of the checkpoint that has what an earlier coordinator has kept of it, or null for none.</param>
internal sealed record PlannedBatch(BatchId Id, SealedBatch Seal, IReadOnlyList<PlanFinding> Findings, string? KeptIn)
{
    internal static PlannedBatch Of(BatchPlan plan) => new(plan.Id, plan.Seal, plan.Findings, plan.KeptIn);
}
