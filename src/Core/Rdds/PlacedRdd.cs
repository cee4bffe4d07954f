using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>A dataset of another scope taken into a batch: what is derived from it lives and ends with the batch.</summary>
internal sealed class PlacedRdd<T>(BatchScope scope, Rdd<T> inner, OperatorInfo info) : Rdd<T>(scope, inner.PartitionCount, info)
{
    internal override int ChainDepth => inner.ChainDepth;

    internal override Partitioning? Partitioning => inner.Partitioning;

    internal override IReadOnlyList<Rdd> NarrowParents => [inner];

    internal override bool IsKept => inner.IsKept;

    internal override Rdd Origin => inner.Origin;

    // The inner dataset may be in use by several batches; it is only read here.
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => inner.Feed(partition, ref sink, task);
}
