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
            function, task, task.Enter(this, partition), new WithKeyLink<TKey, TOut, TSink>(sink));
        var link = new FlatMapValuesLink<TKey, TIn, TOut, TSink>(values);
        Parent.Feed(partition, ref link, task);
        sink = link.Values.Next.Next;
    }

    /// <summary>The same function over pairs, with an emitter in the place of the sequence.</summary>
    internal static Action<(TKey Key, TIn Value), Emitter<(TKey Key, TOut Value)>> Emitting(Func<TIn, IEnumerable<TOut>> function)
    {
        Action<TIn, Emitter<TOut>> emitting = FlatMapRdd<TIn, TOut>.Emitting(function);
        return (pair, emitter) => emitting(pair.Value, new KeyedEmitter<TKey, TOut>(pair.Key, emitter));
    }
}
