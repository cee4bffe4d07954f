using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>What a function makes of each record, a dead letter standing for one on which it throws.</summary>
internal sealed class GuardedRdd<TIn, TOut>(Rdd<TIn> parent, Action<TIn, Emitter<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, Outcome<TOut>>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new GuardedLink<TIn, TOut, TSink>(function, Info, Time, task, task.Enter(Info), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
