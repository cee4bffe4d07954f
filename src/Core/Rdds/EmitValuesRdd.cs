using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class EmitValuesRdd<TKey, TIn, TOut>(
    Rdd<(TKey Key, TIn Value)> parent, Action<TIn, Emitter<TOut>> function, OperatorInfo info)
    : NarrowRdd<(TKey Key, TIn Value), (TKey Key, TOut Value)>(parent, info)
{
    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(this, partition);
        var emitter = new LinkEmitter<TOut, WithKeyLink<TKey, TOut, TSink>>(task, number, new WithKeyLink<TKey, TOut, TSink>(sink));
        var link = new EmitValuesLink<TKey, TIn, TOut, TSink>(function, task, number, emitter);
        Parent.Feed(partition, ref link, task);
        sink = emitter.Next.Next;
    }
}
