namespace OrleansStream;

/// <summary>Which version of a <see cref="LookupTable{TKey, TRow}"/> a batch uses.</summary>
/// <param name="Number">From 1 in each life of the job.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Since">The first batch that uses it.</param>
public sealed record LookupVersion(long Number, int Rows, BatchTime Since);
