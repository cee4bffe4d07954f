namespace OrleansStream.Execution;

/// <summary>Awaits a call for each record between two stages: what a map task awaits waits in a bucket for the same partition of the next stage.</summary>
internal sealed class AsyncMapShuffle<TIn, TOut>(
    Rdd<TIn> parent, AsyncFunction<TIn, TOut> function, AsyncMapSettings settings, OperatorInfo info)
    : ShuffleDependency(parent, parent.PartitionCount, info)
{
    // Only a map task with the partition's number has anything for it.
    internal override IEnumerable<int> MapsOf(int reducePartition) => [reducePartition];

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task) =>
        throw new NotSupportedException("Calls are awaited; use RunMapAsync.");

    internal override async ValueTask<IShuffleBucket?[]> RunMapAsync(int mapPartition, TaskScope task)
    {
        int number = task.Enter(Info);
        var results = new ExchangeBuckets<TOut>(count: 1, parent.Scope.Job, MapCount);
        using var calls = new AsyncCalls<TIn, TOut>(function, settings, task, task.Report.Fork(number), results, parent.Scope.Job);
        try
        {
            Feed(mapPartition, calls, task);
            task.Current = number;
            var buckets = new IShuffleBucket?[ReduceCount];
            buckets[mapPartition] = await calls.CompleteAsync().ConfigureAwait(false);
            return buckets;
        }
        catch
        {
            await calls.AbandonAsync().ConfigureAwait(false);
            results.Dispose();
            throw;
        }
    }

    internal override IShuffleBucket Decode(int reducePartition, PooledBytes bytes) => RecordBuckets.Decode<TOut>(bytes, parent.Scope.Job);

    /// <summary>Pushes the results of a partition.</summary>
    internal void Read<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<TOut> =>
        RecordBuckets.Feed<TOut, TSink>(Bucket(partition, partition), ref sink, task, parent.Scope.Job);

    private void Feed(int partition, AsyncCalls<TIn, TOut> calls, TaskScope task)
    {
        var link = new CallLink<TIn, TOut>(calls);
        parent.Feed(partition, ref link, task);
    }
}
