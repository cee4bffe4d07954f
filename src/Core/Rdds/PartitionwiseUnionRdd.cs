using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The records of datasets that are partitioned by one rule, partition by partition, so that the result follows the rule too.</summary>
internal sealed class PartitionwiseUnionRdd<T> : Rdd<T>
{
    private readonly Rdd<T>[] _parents;

    internal PartitionwiseUnionRdd(Rdd<T>[] parents, OperatorInfo info)
        : base(HomeOf(parents), parents[0].PartitionCount, info) => _parents = parents;

    internal override int ChainDepth => _parents.Max(parent => parent.ChainDepth) + 1;

    internal override Partitioning? Partitioning => _parents[0].Partitioning;

    internal override IReadOnlyList<Rdd> NarrowParents => _parents;

    internal override bool IsKept => Array.TrueForAll(_parents, parent => parent.IsKept);

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        foreach (Rdd<T> parent in _parents)
        {
            parent.Feed(partition, ref sink, task);
            if (task.Satisfied)
            {
                return;
            }
        }
    }
}
