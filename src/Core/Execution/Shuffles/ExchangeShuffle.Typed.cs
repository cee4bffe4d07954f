namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class ExchangeShuffle<T, TRoute>(Rdd<T> parent, TRoute route, int reduceCount, OperatorInfo info)
    : ExchangeShuffle<T>(parent, reduceCount, info)
    where TRoute : struct, IRoute<T>
{
    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var buckets = new ExchangeBuckets<T>(ReduceCount, Parent.Scope.Job, MapCount);
        try
        {
            TRoute own = route;
            own.Begin(mapPartition);
            var link = new ScatterLink<T, TRoute>(buckets.Pieces, own, task, task.Enter(Info));
            Records.FeedAndLook(mapPartition, ref link, task, buckets.Look);
            return buckets.Complete();
        }
        catch
        {
            buckets.Dispose();
            throw;
        }
    }
}
