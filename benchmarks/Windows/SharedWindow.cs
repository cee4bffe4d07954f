namespace OrleansStream.Benchmarks;

/// <summary>A window by hand: each thread has the keys of its own, so that nothing is merged.</summary>
internal abstract class SharedWindow(BatchesInput input, int threads) : IVariant
{
    private readonly int[] _shares = [.. Enumerable.Range(0, threads)];
    private long _next;
    private long _sum;

    public ValueTask RunAsync()
    {
        (long Key, long Value)[] batch = input.Batches[_next++ % input.Batches.Length];
        _sum = Partitioned.Run(_shares, threads, (_, share) => Slide(batch, share)).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);

    /// <summary>Moves a thread's window on by a batch and sums over its keys.</summary>
    protected abstract long Slide((long Key, long Value)[] batch, int share);

    /// <summary>Whether a key is one of a thread's.</summary>
    protected bool IsOf(long key, int share) => threads == 1 || key % threads == share;
}
