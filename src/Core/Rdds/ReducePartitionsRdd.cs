using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Each partition's records reduced to one; an empty partition stays empty.</summary>
internal sealed class ReducePartitionsRdd<T>(Rdd<T> parent, Func<T, T, T> reduce, OperatorInfo info) : NarrowRdd<T, T>(parent, info)
{
    // What follows has one record to look at, so it is not worth a longer chain.
    internal override int ChainDepth => 0;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new ReduceLink<T>(reduce, task, task.Enter(Info));
        Parent.Feed(partition, ref link, task);
        if (link.Result.TryGetValue(out T? result))
        {
            sink.Push(result);
        }
    }
}
