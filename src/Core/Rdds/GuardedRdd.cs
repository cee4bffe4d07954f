using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>What a function makes of each record, a dead letter standing for one on which it throws.</summary>
internal sealed class GuardedRdd<TIn, TOut>(Rdd<TIn> parent, Action<TIn, Emitter<TOut>> function, GuardedOperator guarded)
    : NarrowRdd<TIn, Outcome<TOut>>(parent, guarded.Info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new GuardedLink<TIn, TOut, TSink>(function, guarded, Time, task, task.Enter(this, partition), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
