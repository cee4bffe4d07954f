using OrleansStream.Checkpoints;

namespace OrleansStream.Stateful;

/// <summary>A partition of an operator's state that has been stored.</summary>
/// <param name="State">What the next head must have of it.</param>
/// <param name="Keys">How many keys have a state.</param>
/// <param name="Bytes">About how many bytes of memory the partition takes.</param>
internal sealed record StoredPartition(StoredState State, long Keys, long Bytes);
