namespace OrleansStream.Benchmarks;

/// <summary>A source that gives the benchmark's present batch, a partition for each thread.</summary>
internal sealed class StateRecordsStream<TKey>(StreamingContext context, int threads) : InputDStream<(TKey Key, long Value)>(context, "Records")
{
    /// <summary>What the next batch holds.</summary>
    public (TKey Key, long Value)[] Batch { get; set; } = [];

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(Batch.Length, "", ReadOnlyMemory<byte>.Empty));

    protected override Rdd<(TKey Key, long Value)> Read(SealedInput<(TKey Key, long Value)> batch) => batch.FromPartitions(
        [.. Enumerable.Range(0, threads).Select(share => new ReadOnlyMemory<(TKey Key, long Value)>(Batch)[(Batch.Length * share / threads)..(Batch.Length * (share + 1) / threads)])]);
}
