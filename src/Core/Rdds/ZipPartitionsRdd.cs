using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>What a function makes of the same partition of two datasets.</summary>
internal sealed class ZipPartitionsRdd<T, TOther, TOut>(
    Rdd<T> first, Rdd<TOther> second, Func<IEnumerable<T>, IEnumerable<TOther>, IEnumerable<TOut>> function, OperatorInfo info)
    : Rdd<TOut>(HomeOf([first, second]), first.PartitionCount, info)
{
    internal override IReadOnlyList<Rdd> NarrowParents => [first, second];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        using StoredRecords<T> own = first.Gather(partition, task);
        using StoredRecords<TOther> others = second.Gather(partition, task);
        int number = task.Enter(this, partition);
        task.Current = number;
        Sequences.Push(function(own, others), ref sink, task, number);
    }
}
