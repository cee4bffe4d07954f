using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A scan that a coordinator keeps a version for.</summary>
/// <param name="State">The state.</param>
/// <param name="Pin">Keeps the version.</param>
/// <param name="Version">The version.</param>
internal sealed record PinnedScan(OperatorState State, StatePin Pin, BatchId Version);
