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
        var tables = new CombineTable<TKey, TStored, TCombined, TKeys>[ReduceCount];
        var arenas = new KeyArena[ReduceCount];
        for (int i = 0; i < tables.Length; i++)
        {
            arenas[i] = new KeyArena(poison: _parent.Scope.Job.PoisonBuffers);
            tables[i] = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, _hints.Map, arenas[i]);
        }

        try
        {
            var link = new CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
                tables, Partitioning.Placement, _combiner, _keys, task, task.Enter(Info));
            _parent.Feed(mapPartition, ref link, task);
            link.Flush();
            DetachValues(tables, arenas);
        }
        catch
        {
            foreach (CombineTable<TKey, TStored, TCombined, TKeys> table in tables)
            {
                table.Dispose();
            }

            throw;
        }

        var buckets = new IShuffleBucket?[ReduceCount];
        int largest = 0;
        for (int i = 0; i < tables.Length; i++)
        {
            largest = Math.Max(largest, tables[i].Count);
            if (tables[i].Count > 0)
            {
                buckets[i] = new TableBucket<TKey, TStored, TCombined, TKeys>(tables[i], _parent.Scope.Encoding);
            }
            else
            {
                tables[i].Dispose();
            }
        }

        _hints.Map = largest;
        return buckets;
    }

    /// <summary>Copies values that point into blocks, once for each key: the blocks stay until the task has ended, and no longer.</summary>
    private void DetachValues(CombineTable<TKey, TStored, TCombined, TKeys>[] tables, KeyArena[] arenas)
    {
        if (_detacher is null)
        {
            return;
        }

        for (int i = 0; i < tables.Length; i++)
        {
            foreach (ref CombineTable<TKey, TStored, TCombined, TKeys>.Entry entry in tables[i].Entries)
            {
                entry.Value = _detacher.Detach(entry.Value, arenas[i]);
            }
        }
    }
}
