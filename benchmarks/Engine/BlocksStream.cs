namespace OrleansStream.Benchmarks;

/// <summary>A source that gives the benchmark's blocks in every batch, a partition for each thread.</summary>
internal sealed class BlocksStream<T>(
    StreamingContext context,
    Func<SealedInput<T>, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>>, Rdd<T>> lines,
    byte[][] blocks,
    int threads)
    : InputDStream<T>(context, "Blocks")
{
    private readonly ReadOnlyMemory<byte>[][] _partitions =
        [.. Enumerable.Range(0, threads).Select(share =>
            Partitioned.Share(blocks, threads, share).Select(block => new ReadOnlyMemory<byte>(block)).ToArray())];

    public BlocksStream(
        StreamingContext context,
        Func<SealedInput<T>, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>>, Rdd<T>> lines,
        TextInput input,
        int threads)
        : this(context, lines, input.Blocks, threads)
    {
    }

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(0, "", ReadOnlyMemory<byte>.Empty));

    protected override Rdd<T> Read(SealedInput<T> batch) => lines(batch, _partitions);
}
