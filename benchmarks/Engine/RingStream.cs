namespace OrleansStream.Benchmarks;

/// <summary>A source whose batches are those of a ring, one after the other, each cut into a partition for each thread.</summary>
internal sealed class RingStream<T>(StreamingContext context, T[][] ring, int threads) : InputDStream<T>(context, "Ring")
{
    private readonly ReadOnlyMemory<T>[][] _batches =
        [.. ring.Select(records => Enumerable.Range(0, threads).Select(share => (ReadOnlyMemory<T>)Partitioned.Share(records, threads, share)).ToArray())];

    private long _next;

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        long batch = _next++;
        return ValueTask.FromResult<SourceSeal?>(Seal(0, $"{batch}", BitConverter.GetBytes(batch)));
    }

    protected override Rdd<T> Read(SealedInput<T> batch) => batch.FromPartitions(_batches[BitConverter.ToInt64(batch.Seal.Content.Span) % _batches.Length]);
}
