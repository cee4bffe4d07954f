using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class FlatMapRdd<TIn, TOut>(Rdd<TIn> parent, Func<TIn, IEnumerable<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new FlatMapLink<TIn, TOut, TSink>(function, task, task.Enter(this, partition), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }

    /// <summary>The same function with an emitter in the place of the sequence.</summary>
    internal static Action<TIn, Emitter<TOut>> Emitting(Func<TIn, IEnumerable<TOut>> function) => (record, emitter) =>
    {
        foreach (TOut element in function(record) ?? throw FlatMapLink.NullSequence())
        {
            emitter.Emit(element);
        }
    };
}
