namespace OrleansStream.Benchmarks;

/// <summary>Adds up what the batches of a soak tell.</summary>
internal sealed class SoakListener : StreamingListener
{
    private readonly Lock _lock = new();
    private long _records;
    private long _received;
    private TimeSpan _scheduling;
    private TimeSpan _total;

    /// <summary>The records of the first source so far.</summary>
    public long Received
    {
        get
        {
            lock (_lock)
            {
                return _received;
            }
        }
    }

    public override void OnBatchCompleted(BatchInfo batch)
    {
        lock (_lock)
        {
            _records += batch.Records;
            _received += batch.Inputs[0].Records;
            _scheduling = Longer(_scheduling, batch.SchedulingDelay);
            _total = Longer(_total, batch.TotalDelay);
        }
    }

    /// <summary>The records so far, and the longest delays since the last call.</summary>
    public (long Records, TimeSpan SchedulingDelay, TimeSpan TotalDelay) Take()
    {
        lock (_lock)
        {
            (TimeSpan scheduling, TimeSpan total) = (_scheduling, _total);
            _scheduling = _total = TimeSpan.Zero;
            return (_records, scheduling, total);
        }
    }

    private static TimeSpan Longer(TimeSpan longest, TimeSpan? delay) => delay > longest ? delay.Value : longest;
}
