using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>A dataset that is computed where its batch is coordinated, with all that is derived from it.</summary>
internal sealed class LocalRdd<T>(Rdd<T> parent, OperatorInfo info) : NarrowRdd<T, T>(parent, info)
{
    internal override bool IsLocal => true;

    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => Parent.Feed(partition, ref sink, task);
}
