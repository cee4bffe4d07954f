using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Every record of one dataset with every record of another: a partition for each pair of partitions.</summary>
internal sealed class CartesianRdd<T, TOther>(Rdd<T> first, Rdd<TOther> second, OperatorInfo info)
    : Rdd<(T First, TOther Second)>(HomeOf([first, second]), checked(first.PartitionCount * second.PartitionCount), info)
{
    internal override int ChainDepth => first.ChainDepth + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => [first, second];

    internal override IEnumerable<(Rdd Parent, int Partition)> NarrowInputs(int partition) =>
        [(first, partition / second.PartitionCount), (second, partition % second.PartitionCount)];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        using StoredRecords<TOther> others = second.Gather(partition % second.PartitionCount, task);
        var link = new CrossLink<T, TOther, TSink>(others, task, sink);
        first.Feed(partition / second.PartitionCount, ref link, task);
        sink = link.Next;
    }
}
