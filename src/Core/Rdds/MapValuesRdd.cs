using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class MapValuesRdd<TKey, TIn, TOut>(Rdd<(TKey Key, TIn Value)> parent, Func<TIn, TOut> function, OperatorInfo info)
    : NarrowRdd<(TKey Key, TIn Value), (TKey Key, TOut Value)>(parent, info)
{
    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new MapValuesLink<TKey, TIn, TOut, TSink>(function, task, task.Enter(this, partition), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
