using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed partial class CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner> : CombineShuffle<TKey, TCombined>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TCombiner : struct, ICombiner<TValue, TCombined>
{
    private readonly Rdd<(TKey Key, TValue Value)> _parent;
    private readonly TCombiner _combiner;
    private readonly CombineHints _hints;
    private readonly TKeys _keys;
    private readonly Detacher<TCombined>? _detacher;

    internal CombineShuffle(
        Rdd<(TKey Key, TValue Value)> parent,
        TCombiner combiner,
        Partitioning<TKey> partitioning,
        CombineHints hints,
        OperatorInfo info,
        TKeys keys)
        : base(parent, partitioning, info)
    {
        _parent = parent;
        _combiner = combiner;
        _hints = hints;
        _keys = keys;
        _detacher = parent.Scope.Encoding.DetacherFor<TCombined>();
        _merged = new CombineTable<TKey, TStored, TCombined, TKeys>?[ReduceCount];
        _merging = [.. Enumerable.Range(0, ReduceCount).Select(_ => new Lock())];
        _spoiled = new bool[ReduceCount];
    }

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var map = new SpillingTables<TKey, TStored, TCombined, TKeys>(
            _keys, _parent.Scope.Job, Store.Limit / ShareOfShuffle / MapCount, ReduceCount, _hints.Map, copyKeys: true);
        try
        {
            var link = new CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
                map.Tables, Partitioning.Placement, _combiner, _keys, task, task.Enter(Info));
            _parent.FeedAndLook(mapPartition, ref link, task, map.Look);
            link.Flush();
            map.Complete(spillIfLarge: false);
            if (map.Runs is null && _detacher is not null)
            {
                map.DetachValues(_detacher);
            }
        }
        catch
        {
            map.Dispose();
            throw;
        }

        return map.Runs is null ? BucketsOf(map.Tables) : BucketsOf(map);
    }

    private static IShuffleBucket?[] BucketsOf(SpillingTables<TKey, TStored, TCombined, TKeys> map)
    {
        Array.ForEach(map.Tables, table => table.Dispose());
        return Array.ConvertAll(map.Runs!, static IShuffleBucket? (runs) =>
        {
            if (runs.Records > 0)
            {
                return runs;
            }

            runs.Dispose();
            return null;
        });
    }

    private IShuffleBucket?[] BucketsOf(CombineTable<TKey, TStored, TCombined, TKeys>[] tables)
    {
        var buckets = new IShuffleBucket?[ReduceCount];
        int largest = 0;
        for (int i = 0; i < tables.Length; i++)
        {
            largest = Math.Max(largest, tables[i].Count);
            if (tables[i].Count > 0)
            {
                tables[i].Seal();
                buckets[i] = new TableBucket<TKey, TStored, TCombined, TKeys>(tables[i], _keys, _parent.Scope.Encoding);
            }
            else
            {
                tables[i].Dispose();
            }
        }

        _hints.Map = largest;
        return buckets;
    }
}
