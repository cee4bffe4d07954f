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

    internal override bool IsKept => Array.TrueForAll(_parents, parent => parent.IsKept);

    internal override IEnumerable<(Rdd Parent, int Partition)> NarrowInputs(int partition)
    {
        (Rdd<T> parent, int own) = Locate(partition);
        return [(parent, own)];
    }

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        (Rdd<T> parent, int own) = Locate(partition);
        parent.Feed(own, ref sink, task);
    }

    private (Rdd<T> Parent, int Partition) Locate(int partition)
    {
        foreach (Rdd<T> parent in _parents)
        {
            if (partition < parent.PartitionCount)
            {
                return (parent, partition);
            }

            partition -= parent.PartitionCount;
        }

        throw new ArgumentOutOfRangeException(nameof(partition), partition, $"The union has {PartitionCount} partitions.");
    }
}
