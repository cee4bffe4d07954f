using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>A dataset made record by record from one parent, inside the parent's tasks.</summary>
internal abstract class NarrowRdd<TIn, TOut>(Rdd<TIn> parent, OperatorInfo info) : Rdd<TOut>(parent.Scope, parent.PartitionCount, info)
{
    protected Rdd<TIn> Parent => parent;

    internal override int ChainDepth => parent.ChainDepth + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => [parent];
}

internal sealed class MapRdd<TIn, TOut>(Rdd<TIn> parent, Func<TIn, TOut> function, OperatorInfo info) : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new MapLink<TIn, TOut, TSink>(function, task, task.Enter(Info), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}

internal sealed class FilterRdd<T>(Rdd<T> parent, Func<T, bool> predicate, OperatorInfo info) : NarrowRdd<T, T>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new FilterLink<T, TSink>(predicate, task, task.Enter(Info), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}

internal sealed class FlatMapRdd<TIn, TOut>(Rdd<TIn> parent, Func<TIn, IEnumerable<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new FlatMapLink<TIn, TOut, TSink>(function, task, task.Enter(Info), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}

internal sealed class EmitRdd<TIn, TOut>(Rdd<TIn> parent, Action<TIn, Emitter<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(Info);
        var emitter = new LinkEmitter<TOut, TSink>(task, number, sink);
        var link = new EmitLink<TIn, TOut>(function, task, number, emitter);
        Parent.Feed(partition, ref link, task);
        sink = emitter.Next;
    }
}

internal sealed class MapPartitionsRdd<TIn, TOut>(Rdd<TIn> parent, Func<IEnumerable<TIn>, IEnumerable<TOut>> function, OperatorInfo info)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    // The partition is buffered, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var records = new List<TIn>();
        var buffer = new BufferLink<TIn>(records);
        Parent.Feed(partition, ref buffer, task);

        int number = task.Enter(Info);
        task.Current = number;
        IEnumerable<TOut> results = function(records)
            ?? throw new InvalidOperationException("The function given to MapPartitions returned null; return an empty sequence for no records.");
        int sinceCheck = 0;
        foreach (TOut result in results)
        {
            sink.Push(result);
            task.Current = number;
            if (++sinceCheck == Chunks.Records)
            {
                sinceCheck = 0;
                if (!task.Continue())
                {
                    return;
                }
            }
        }
    }
}
