namespace OrleansStream.Benchmarks;

/// <summary>The best that we can write by hand for numbers: one inline table for each thread.</summary>
internal sealed class LimitState : StateVariant<long>
{
    private readonly LongTable[] _tables;
    private readonly int _threads;
    private readonly bool _updatesAll;

    public LimitState(StateRecords<long> records, int threads, bool updatesAll)
        : base(records, updatesAll)
    {
        _threads = threads;
        _updatesAll = updatesAll;
        _tables = [.. Enumerable.Range(0, threads).Select(_ => new LongTable(records.Keys.Length / threads * (threads == 1 ? 1 : 2)))];
        (long Key, long Value)[] all = [.. records.Keys.Select(key => (key, 1L))];
        StateThreads.Run(threads, share => _tables[share].Add(all, share, threads));
    }

    protected override ValueTask<long> ApplyAsync() => ValueTask.FromResult(StateThreads.Run(_threads, Apply));

    private long Apply(int share)
    {
        long sum = _tables[share].Add(Batch, share, _threads);
        return _updatesAll ? _tables[share].Total() : sum;
    }
}
