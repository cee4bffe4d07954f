using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Combines the values of each key within each partition: all there is to do where equal keys lie together.</summary>
internal sealed class LocalCombineRdd<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
    Rdd<(TKey Key, TValue Value)> parent, TCombiner combiner, CombineHints hints, OperatorInfo info, TKeys keys)
    : NarrowRdd<(TKey Key, TValue Value), (TKey Key, TCombined Value)>(parent, info)
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TCombiner : struct, ICombiner<TValue, TCombined>
{
    // The partition is combined as a whole, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        // What records point into stays while the task runs, so nothing is copied.
        JobRuntime job = Scope.Job;
        using var tables = new SpillingTables<TKey, TStored, TCombined, TKeys>(
            keys, job, job.Blocks.Limit / ShuffleDependency.ShareOfShuffle / PartitionCount, count: 1, hints.Reduce, copyKeys: false);
        int number = task.Enter(this, partition);
        var link = new CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(tables.Tables, default, combiner, keys, task, number);
        Parent.FeedAndLook(partition, ref link, task, tables.Look);
        link.Flush();
        hints.Reduce = tables.Tables[0].Count;
        tables.Complete(spillIfLarge: true);
        if (tables.Runs is not [var runs])
        {
            tables.Tables[0].Push(ref sink, task);
            return;
        }

        for (int range = 0; range < HashRange.Count && task.Continue(); range++)
        {
            using var table = new CombineTable<TKey, TStored, TCombined, TKeys>(keys, 0, arena: null);
            task.Current = number;
            table.Merge<TValue, TCombiner>(runs, range, combiner);
            table.Push(ref sink, task);
        }
    }
}
