namespace OrleansStream.Benchmarks;

/// <summary>What the hand-written Greps share: blocks, threads and the sum of hits. The loop over a block is theirs.</summary>
internal abstract class GrepLoop(TextInput input, int threads) : IVariant
{
    private long _hits;

    protected TextInput Input => input;

    public ValueTask RunAsync()
    {
        _hits = Partitioned.Run(input.Blocks, threads, CountShare).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_hits, 0);

    /// <summary>Counts the hits in one block. One call a block lets the JIT finish its work within the first run.</summary>
    protected abstract long CountBlock(byte[] block);

    private long CountShare(ArraySegment<byte[]> blocks, int share)
    {
        long hits = 0;
        foreach (byte[] block in blocks)
        {
            hits += CountBlock(block);
        }

        return hits;
    }
}
