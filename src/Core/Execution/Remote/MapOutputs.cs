namespace OrleansStream.Execution;

/// <summary>Where a shuffle's map outputs are.</summary>
/// <param name="Shuffle">The shuffle's number.</param>
/// <param name="Hosts">The host that ran each map partition.</param>
internal sealed record MapOutputs(int Shuffle, IReadOnlyList<int> Hosts);
