using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Neighbouring partitions of a dataset made into one, so that the order of records stays.</summary>
internal sealed class CoalescedRdd<T>(Rdd<T> parent, int partitions, OperatorInfo info) : Rdd<T>(parent.Scope, partitions, info)
{
    internal override int ChainDepth => parent.ChainDepth + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => [parent];

    internal override IEnumerable<(Rdd Parent, int Partition)> NarrowInputs(int partition) =>
        Enumerable.Range(FirstOf(partition), FirstOf(partition + 1) - FirstOf(partition)).Select(own => ((Rdd)parent, own));

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int end = FirstOf(partition + 1);
        for (int own = FirstOf(partition); own < end && task.Continue(); own++)
        {
            parent.Feed(own, ref sink, task);
        }
    }

    private int FirstOf(int partition) => (int)((long)partition * parent.PartitionCount / PartitionCount);
}
