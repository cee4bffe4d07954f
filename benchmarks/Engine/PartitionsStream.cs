namespace OrleansStream.Benchmarks;

/// <summary>A source that gives the same records in every batch, a partition for each thread.</summary>
internal sealed class PartitionsStream<T>(StreamingContext context, T[] records, int threads) : InputDStream<T>(context, "Partitions")
{
    private readonly ReadOnlyMemory<T>[] _partitions =
        [.. Enumerable.Range(0, threads).Select(share => (ReadOnlyMemory<T>)Partitioned.Share(records, threads, share))];

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(0, "", ReadOnlyMemory<byte>.Empty));

    protected override Rdd<T> Read(SealedInput<T> batch) => batch.FromPartitions(_partitions);
}
