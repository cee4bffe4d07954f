namespace OrleansStream;

/// <summary>What a batch holds of one source.</summary>
/// <param name="Time">The batch time.</param>
/// <param name="Seal">What it holds.</param>
public sealed record BatchSeal(BatchTime Time, SourceSeal Seal);
