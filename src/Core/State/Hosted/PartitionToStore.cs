using OrleansStream.Checkpoints;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A partition of an operator's state that is to be stored.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Version">The version to store.</param>
/// <param name="Before">What the head has of the partition, or null if it is to be written as a whole.</param>
/// <param name="Kept">The oldest committed version that somebody may still ask of; null for the last one.</param>
internal sealed record PartitionToStore(string Operator, int Partition, BatchId Version, StoredState? Before, BatchId? Kept);
