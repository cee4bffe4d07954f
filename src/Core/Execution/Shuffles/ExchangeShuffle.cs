using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Moves records to other partitions as they are; those of one map partition keep their order.</summary>
internal abstract class ExchangeShuffle<T> : ShuffleDependency
{
    private protected ExchangeShuffle(Rdd<T> parent, int reduceCount, OperatorInfo info)
        : base(parent, reduceCount, info) => Records = parent;

    private protected Rdd<T> Records { get; }

    internal override IShuffleBucket Decode(int reducePartition, ReadOnlyMemory<byte> bytes) => RecordBucket<T>.Decode(bytes.Span, Parent.Scope.Job);

    /// <summary>Pushes the records of a reduce partition in map-partition order.</summary>
    internal void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        bool goOn = true;
        for (int map = 0; goOn && map < MapCount; map++)
        {
            goOn = FeedBucket<T, TSink>(map, reducePartition, ref sink, task);
        }
    }

    /// <summary>Empty buckets for a map task.</summary>
    private protected ExchangeBuckets<T> NewBuckets()
    {
        Detacher<T>? detacher = Parent.Scope.Encoding.DetacherFor<T>();
        var pieces = new RecordPieces<T>[ReduceCount];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new RecordPieces<T>(detacher, new KeyArena(poison: Parent.Scope.Job.PoisonBuffers));
        }

        BlockStore store = Parent.Scope.Job.Blocks;
        return new ExchangeBuckets<T>(pieces, Parent.Scope.Job, store.Limit / ShareOfShuffle / Math.Max(1, MapCount));
    }
}
