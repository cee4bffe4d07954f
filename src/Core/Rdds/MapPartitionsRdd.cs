using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>What a function makes of each partition's records, told which partition it is.</summary>
internal sealed class MapPartitionsRdd<TIn, TOut>(
    Rdd<TIn> parent, Func<int, IEnumerable<TIn>, IEnumerable<TOut>> function, OperatorInfo info, bool preservePartitioning = false)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override Partitioning? Partitioning => preservePartitioning ? Parent.Partitioning : null;

    // The partition is gathered, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        using StoredRecords<TIn> records = Parent.Gather(partition, task);
        int number = task.Enter(this, partition);
        task.Current = number;
        Sequences.Push(function(partition, records), ref sink, task, number);
    }
}
