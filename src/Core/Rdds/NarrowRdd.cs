using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>A dataset made record by record from one parent, inside the parent's tasks.</summary>
internal abstract class NarrowRdd<TIn, TOut>(Rdd<TIn> parent, OperatorInfo info) : Rdd<TOut>(parent.Scope, parent.PartitionCount, info)
{
    protected Rdd<TIn> Parent => parent;

    internal override int ChainDepth => parent.ChainDepth + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => [parent];
}
