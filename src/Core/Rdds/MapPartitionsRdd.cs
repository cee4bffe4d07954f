using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal sealed class MapPartitionsRdd<TIn, TOut>(Rdd<TIn> parent, Func<IEnumerable<TIn>, IEnumerable<TOut>> function, OperatorInfo info, bool preservePartitioning = false)
    : NarrowRdd<TIn, TOut>(parent, info)
{
    internal override Partitioning? Partitioning => preservePartitioning ? Parent.Partitioning : null;

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
