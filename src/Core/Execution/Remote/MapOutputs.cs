namespace OrleansStream.Execution;

/// <summary>Where a shuffle's map outputs are.</summary>
/// <param name="Batch">The attempt whose plan the shuffle is part of.</param>
/// <param name="Shuffle">The shuffle's number in that plan.</param>
/// <param name="Hosts">The host that ran each map partition.</param>
internal sealed record MapOutputs(BatchId Batch, long Shuffle, IReadOnlyList<int> Hosts);
