using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner> : CombineShuffle<TKey, TCombined>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TCombiner : struct, ICombiner<TValue, TCombined>
{
    private readonly Rdd<(TKey Key, TValue Value)> _parent;
    private readonly TCombiner _combiner;
    private readonly CombineHints _hints;
    private readonly TKeys _keys;
    private readonly CombineTable<TKey, TStored, TCombined, TKeys>?[] _merged;
    private readonly Lock[] _merging;

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
        _merged = new CombineTable<TKey, TStored, TCombined, TKeys>?[ReduceCount];
        _merging = [.. Enumerable.Range(0, ReduceCount).Select(_ => new Lock())];
    }

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var tables = new CombineTable<TKey, TStored, TCombined, TKeys>[ReduceCount];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, _hints.Map, new KeyArena(poison: _parent.Scope.Job.PoisonBuffers));
        }

        try
        {
            var link = new CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
                tables, Partitioning.Placement, _combiner, _keys, task, task.Enter(Info));
            _parent.Feed(mapPartition, ref link, task);
            link.Flush();
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

    internal override IShuffleBucket Decode(ReadOnlySpan<byte> bytes) =>
        DecodedBucket<TKey, TCombined>.Decode(bytes, _parent.Scope.Job);

    internal override void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
    {
        CombineTable<TKey, TStored, TCombined, TKeys>? table = Merged(reducePartition, task);
        if (table is null)
        {
            return;
        }

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

    /// <summary>The table of a reduce partition: made once, then shared by every task that reads the partition.</summary>
    private CombineTable<TKey, TStored, TCombined, TKeys>? Merged(int reducePartition, TaskScope task)
    {
        ref CombineTable<TKey, TStored, TCombined, TKeys>? place = ref _merged[reducePartition];
        if (Volatile.Read(ref place) is { } ready)
        {
            return ready;
        }

        // One task at a time: the user's function may change the values it is given.
        lock (_merging[reducePartition])
        {
            if (place is null)
            {
                Volatile.Write(ref place, Merge(reducePartition, task));
            }

            return place;
        }
    }

    private CombineTable<TKey, TStored, TCombined, TKeys>? Merge(int reducePartition, TaskScope task)
    {
        IShuffleBucket? only = null;
        int filled = 0;
        for (int map = 0; map < MapCount; map++)
        {
            if (Bucket(map, reducePartition) is { } bucket)
            {
                only = bucket;
                filled++;
            }
        }

        if (filled == 0)
        {
            return null;
        }

        if (filled == 1 && only is TableBucket<TKey, TStored, TCombined, TKeys> single)
        {
            return single.Table;
        }

        // Keys of map outputs live until the batch ends, so this table needs no copies of them.
        var merged = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, _hints.Reduce, arena: null);
        _parent.Scope.Own(merged);
        task.Current = task.Enter(Info);
        for (int map = 0; map < MapCount; map++)
        {
            switch (Bucket(map, reducePartition))
            {
                case TableBucket<TKey, TStored, TCombined, TKeys> local:
                    foreach (ref readonly CombineTable<TKey, TStored, TCombined, TKeys>.Entry entry in local.Table.Entries)
                    {
                        ref TCombined value = ref merged.FindOrAdd(in entry.Key, entry.Hash, out bool existed);
                        value = existed ? _combiner.Merge(value, entry.Value) : entry.Value;
                    }

                    break;
                case DecodedBucket<TKey, TCombined> remote:
                    foreach ((TKey key, TCombined incoming) in remote.Pairs)
                    {
                        ref TCombined value = ref merged.FindOrAdd(_keys.Form(key), _keys.Hash(key), out bool existed);
                        value = existed ? _combiner.Merge(value, incoming) : incoming;
                    }

                    break;
            }
        }

        _hints.Reduce = merged.Count;
        return merged;
    }
}
