using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The partitions of several datasets, one dataset after the other.</summary>
internal sealed class UnionRdd<T> : Rdd<T>
{
    private readonly Rdd<T>[] _parents;

    internal UnionRdd(Rdd<T>[] parents, OperatorInfo info)
        : base(HomeOf(parents), parents.Sum(parent => parent.PartitionCount), info) => _parents = parents;

    internal override int ChainDepth => _parents.Max(parent => parent.ChainDepth) + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => _parents;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        foreach (Rdd<T> parent in _parents)
        {
            if (partition < parent.PartitionCount)
            {
                parent.Feed(partition, ref sink, task);
                return;
            }

            partition -= parent.PartitionCount;
        }
    }

    // A batch's dataset united with one from outside belongs to the batch.
    private static BatchScope HomeOf(Rdd<T>[] parents) =>
        (Array.Find(parents, parent => parent.Time is not null) ?? parents[0]).Scope;
}
