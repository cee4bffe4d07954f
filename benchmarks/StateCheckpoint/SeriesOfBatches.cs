namespace OrleansStream.Benchmarks;

/// <summary>Several batches in a row as one run, since a commit runs beside the batches after it.</summary>
internal sealed class SeriesOfBatches(StateRecords<long> batches) : IInput
{
    /// <summary>The batches.</summary>
    public StateRecords<long> Batches => batches;

    public long Records => batches.Records * batches.Runs.Length;

    public long Bytes => batches.Bytes * batches.Runs.Length;

    public string Description => FormattableString.Invariant($"{batches.Description}; {batches.Runs.Length} batches in a run");
}
