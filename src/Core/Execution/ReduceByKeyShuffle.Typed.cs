using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class ReduceByKeyShuffle<TKey, TStored, TValue, TKeys> : ReduceByKeyShuffle<TKey, TValue>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly Rdd<(TKey Key, TValue Value)> _parent;
    private readonly Func<TValue, TValue, TValue> _reduce;
    private readonly CombineHints _hints;
    private readonly TKeys _keys;
    private readonly KeyGroups _groups;
    private readonly CombineTable<TKey, TStored, TValue, TKeys>?[] _merged;
    private readonly Lock[] _merging;

    internal ReduceByKeyShuffle(
        Rdd<(TKey Key, TValue Value)> parent,
        Func<TValue, TValue, TValue> reduce,
        int reduceCount,
        CombineHints hints,
        OperatorInfo info,
        TKeys keys)
        : base(parent, reduceCount, info)
    {
        _parent = parent;
        _reduce = reduce;
        _hints = hints;
        _keys = keys;
        _groups = parent.Scope.Job.KeyGroups(reduceCount);
        _merged = new CombineTable<TKey, TStored, TValue, TKeys>?[reduceCount];
        _merging = [.. Enumerable.Range(0, reduceCount).Select(_ => new Lock())];
    }

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var tables = new CombineTable<TKey, TStored, TValue, TKeys>[ReduceCount];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new CombineTable<TKey, TStored, TValue, TKeys>(_keys, _hints.Map, new KeyArena(poison: _parent.Scope.Job.PoisonBuffers));
        }

        try
        {
            var link = new CombineLink<TKey, TStored, TValue, TKeys>(
                tables, ReduceCount == 1 ? null : _groups, _reduce, _keys, task, task.Enter(Info));
            _parent.Feed(mapPartition, ref link, task);
            link.Flush();
        }
        catch
        {
            foreach (CombineTable<TKey, TStored, TValue, TKeys> table in tables)
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
                buckets[i] = new TableBucket<TKey, TStored, TValue, TKeys>(tables[i], _parent.Scope.Encoding);
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
        DecodedBucket<TKey, TValue>.Decode(bytes, _parent.Scope.Job);

    internal override void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
    {
        CombineTable<TKey, TStored, TValue, TKeys>? table = Merged(reducePartition, task);
        if (table is null)
        {
            return;
        }

        ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries = table.Entries;
        for (int start = 0; start < entries.Length && task.Continue(); start += Chunks.Records)
        {
            foreach (ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry in
                entries.Slice(start, Math.Min(Chunks.Records, entries.Length - start)))
            {
                sink.Push((table.KeyOf(in entry), entry.Value));
            }
        }
    }

    /// <summary>The table of a reduce partition: made once, then shared by every task that reads the partition.</summary>
    private CombineTable<TKey, TStored, TValue, TKeys>? Merged(int reducePartition, TaskScope task)
    {
        ref CombineTable<TKey, TStored, TValue, TKeys>? place = ref _merged[reducePartition];
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

    private CombineTable<TKey, TStored, TValue, TKeys>? Merge(int reducePartition, TaskScope task)
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

        if (filled == 1 && only is TableBucket<TKey, TStored, TValue, TKeys> single)
        {
            return single.Table;
        }

        // Keys of map outputs live until the batch ends, so this table needs no copies of them.
        var merged = new CombineTable<TKey, TStored, TValue, TKeys>(_keys, _hints.Reduce, arena: null);
        _parent.Scope.Own(merged);
        task.Current = task.Enter(Info);
        for (int map = 0; map < MapCount; map++)
        {
            switch (Bucket(map, reducePartition))
            {
                case TableBucket<TKey, TStored, TValue, TKeys> local:
                    foreach (ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry in local.Table.Entries)
                    {
                        ref TValue value = ref merged.FindOrAdd(in entry.Key, entry.Hash, out bool existed);
                        value = existed ? _reduce(value, entry.Value) : entry.Value;
                    }

                    break;
                case DecodedBucket<TKey, TValue> remote:
                    foreach ((TKey key, TValue incoming) in remote.Pairs)
                    {
                        ref TValue value = ref merged.FindOrAdd(_keys.Form(key), _keys.Hash(key), out bool existed);
                        value = existed ? _reduce(value, incoming) : incoming;
                    }

                    break;
            }
        }

        _hints.Reduce = merged.Count;
        return merged;
    }
}
