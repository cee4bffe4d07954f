using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class FilterRdd<T>(Rdd<T> parent, Func<T, bool> predicate, OperatorInfo info) : NarrowRdd<T, T>(parent, info)
{
    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new FilterLink<T, TSink>(predicate, task, task.Enter(this, partition), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
