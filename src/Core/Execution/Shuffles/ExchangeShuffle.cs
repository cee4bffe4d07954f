namespace OrleansStream.Execution;

/// <summary>Moves records to other partitions as they are; those of one map partition keep their order.</summary>
internal abstract class ExchangeShuffle<T> : ShuffleDependency
{
    private protected ExchangeShuffle(Rdd<T> parent, int reduceCount, OperatorInfo info)
        : base(parent, reduceCount, info) => Records = parent;

    private protected Rdd<T> Records { get; }

    internal override IShuffleBucket Decode(int reducePartition, PooledBytes bytes) => RecordBuckets.Decode<T>(bytes, Parent.Scope.Job);

    /// <summary>Pushes the records of a reduce partition in map-partition order.</summary>
    internal void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        for (int map = 0; map < MapCount; map++)
        {
            if (!RecordBuckets.Feed<T, TSink>(Bucket(map, reducePartition), ref sink, task, Parent.Scope.Job))
            {
                return;
            }
        }
    }
}
