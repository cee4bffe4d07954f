using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Awaits a call for each record between two stages: what a map task awaits waits in a bucket for the same partition of the next stage.</summary>
internal sealed class AsyncMapShuffle<TIn, TOut>(
    Rdd<TIn> parent, Func<TIn, CancellationToken, Task<TOut>> function, AsyncMapSettings settings, OperatorInfo info)
    : ShuffleDependency(parent, parent.PartitionCount, info)
{
    // Only a map task with the partition's number has anything for it.
    internal override IEnumerable<int> MapsOf(int reducePartition) => [reducePartition];

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task) =>
        throw new NotSupportedException("Calls are awaited; use RunMapAsync.");

    internal override async ValueTask<IShuffleBucket?[]> RunMapAsync(int mapPartition, TaskScope task)
    {
        int number = task.Enter(Info);
        using var calls = new AsyncCalls<TIn, TOut>(function, settings, parent.Scope.Job.Time, task, task.Report.Fork(number));
        try
        {
            Feed(mapPartition, calls, task);
        }
        catch
        {
            await calls.AbandonAsync().ConfigureAwait(false);
            throw;
        }

        task.Current = number;
        List<TOut> results = await calls.CompleteAsync().ConfigureAwait(false);
        var buckets = new IShuffleBucket?[ReduceCount];
        if (results.Count > 0)
        {
            buckets[mapPartition] = new RecordBucket<TOut>(Copy(results), parent.Scope.Encoding);
        }

        return buckets;
    }

    internal override IShuffleBucket Decode(int reducePartition, ReadOnlyMemory<byte> bytes) => RecordBucket<TOut>.Decode(bytes.Span, parent.Scope.Job);

    /// <summary>Pushes the results of a partition.</summary>
    internal void Read<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<TOut> =>
        FeedBucket<TOut, TSink>(partition, partition, ref sink, task);

    private RecordPieces<TOut> Copy(List<TOut> results)
    {
        var pieces = new RecordPieces<TOut>(parent.Scope.Encoding.DetacherFor<TOut>(), new KeyArena(poison: parent.Scope.Job.PoisonBuffers));
        results.ForEach(pieces.Add);
        pieces.Complete();
        return pieces;
    }

    private void Feed(int partition, AsyncCalls<TIn, TOut> calls, TaskScope task)
    {
        var link = new CallLink<TIn, TOut>(calls);
        parent.Feed(partition, ref link, task);
    }
}
