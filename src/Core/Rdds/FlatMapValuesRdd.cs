using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class FlatMapValuesRdd<TKey, TIn, TOut>(
    Rdd<(TKey Key, TIn Value)> parent, Func<TIn, IEnumerable<TOut>> function, OperatorInfo info)
    : NarrowRdd<(TKey Key, TIn Value), (TKey Key, TOut Value)>(parent, info)
{
    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var values = new FlatMapLink<TIn, TOut, WithKeyLink<TKey, TOut, TSink>>(
            function, task, task.Enter(Info), new WithKeyLink<TKey, TOut, TSink>(sink));
        var link = new FlatMapValuesLink<TKey, TIn, TOut, TSink>(values);
        Parent.Feed(partition, ref link, task);
        sink = link.Values.Next.Next;
    }
}
