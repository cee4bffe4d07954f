using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class EmitRdd<TIn, TOut>(Rdd<TIn> parent, Action<TIn, Emitter<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(this, partition);
        var emitter = new LinkEmitter<TOut, TSink>(task, number, sink);
        var link = new EmitLink<TIn, TOut>(function, task, number, emitter);
        Parent.Feed(partition, ref link, task);
        sink = emitter.Next;
    }
}
