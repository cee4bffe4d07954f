namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class ExchangeShuffle<T, TRoute>(Rdd<T> parent, TRoute route, int reduceCount, OperatorInfo info)
    : ExchangeShuffle<T>(parent, reduceCount, info)
    where TRoute : struct, IRoute<T>
{
    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        RecordPieces<T>[] pieces = NewPieces();
        try
        {
            TRoute own = route;
            own.Begin(mapPartition);
            var link = new ScatterLink<T, TRoute>(pieces, own, task, task.Enter(Info));
            Records.Feed(mapPartition, ref link, task);
            Array.ForEach(pieces, bucket => bucket.Complete());
        }
        catch
        {
            Array.ForEach(pieces, bucket => bucket.Dispose());
            throw;
        }

        return Array.ConvertAll(pieces, bucket => bucket.Count > 0 ? (IShuffleBucket)new RecordBucket<T>(bucket, Parent.Scope.Encoding) : null);
    }
}
