using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Moves records to other partitions as they are; those of one map partition keep their order.</summary>
internal abstract class ExchangeShuffle<T> : ShuffleDependency
{
    private protected ExchangeShuffle(Rdd<T> parent, int reduceCount, OperatorInfo info)
        : base(parent, reduceCount, info) => Records = parent;

    private protected Rdd<T> Records { get; }

    internal override IShuffleBucket Decode(ReadOnlyMemory<byte> bytes) => RecordBucket<T>.Decode(bytes.Span, Parent.Scope.Job);

    /// <summary>Pushes the records of a reduce partition in map-partition order.</summary>
    internal void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        for (int map = 0; map < MapCount; map++)
        {
            if (Bucket(map, reducePartition) is RecordBucket<T> bucket && !bucket.Feed(ref sink, task))
            {
                return;
            }
        }
    }

    /// <summary>Empty buckets for a map task.</summary>
    private protected RecordPieces<T>[] NewPieces()
    {
        Detacher<T>? detacher = Parent.Scope.Encoding.DetacherFor<T>();
        var pieces = new RecordPieces<T>[ReduceCount];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new RecordPieces<T>(detacher, new KeyArena(poison: Parent.Scope.Job.PoisonBuffers));
        }

        return pieces;
    }
}
