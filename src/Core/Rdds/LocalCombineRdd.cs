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
        using var table = new CombineTable<TKey, TStored, TCombined, TKeys>(keys, hints.Reduce, arena: null);
        var link = new CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
            [table], default, combiner, keys, task, task.Enter(this, partition));
        Parent.Feed(partition, ref link, task);
        link.Flush();
        hints.Reduce = table.Count;

        ReadOnlySpan<CombineTable<TKey, TStored, TCombined, TKeys>.Entry> entries = table.Entries;
        for (int start = 0; start < entries.Length && task.Continue(); start += Chunks.Records)
        {
            foreach (ref readonly CombineTable<TKey, TStored, TCombined, TKeys>.Entry entry in
                entries.Slice(start, Math.Min(Chunks.Records, entries.Length - start)))
            {
                sink.Push((table.KeyOf(in entry), entry.Value));
            }
        }
    }
}
