namespace OrleansStream.Benchmarks;

/// <summary>Applies the batches in turn, and says how far the sum of what came of one is from what it must be.</summary>
internal abstract class StateVariant<TKey>(StateRecords<TKey> records, bool updatesAll) : IVariant
    where TKey : notnull
{
    private long _sum;
    private int _run = -1;

    /// <summary>The batch of the present run.</summary>
    protected (TKey Key, long Value)[] Batch => records.Runs[_run % records.Runs.Length];

    public async ValueTask RunAsync()
    {
        _run++;
        _sum = await ApplyAsync();
    }

    public Answer TakeAnswer()
    {
        int run = _run % records.Runs.Length;
        long wanted = updatesAll ? records.Keys.Length + (run % 2 == 0 ? records.BatchLength : 0) : records.CountSums[run];
        return new Answer(records.BatchLength, (ulong)(_sum - wanted));
    }

    public virtual ValueTask SettleAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Applies the present batch.</summary>
    /// <returns>The sum of what the function gave for each record, or of all states.</returns>
    protected abstract ValueTask<long> ApplyAsync();
}
