namespace OrleansStream.Execution;

/// <summary>An operator that leaves out records on which its function throws.</summary>
/// <param name="Info">What it is called.</param>
/// <param name="Skipped">Where it counts them.</param>
internal sealed record GuardedOperator(OperatorInfo Info, Accumulator<string, SortedDictionary<string, long>> Skipped);
