using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Combines values of equal keys, first on the map side and then over map outputs in map-partition order.</summary>
internal abstract class ReduceByKeyShuffle<TKey, TValue> : ShuffleDependency
{
    private protected ReduceByKeyShuffle(Rdd<(TKey Key, TValue Value)> parent, int reduceCount, OperatorInfo info)
        : base(parent, reduceCount, info)
    {
    }

    /// <summary>Makes the shuffle with the table specialised for the key type.</summary>
    internal static ReduceByKeyShuffle<TKey, TValue> Create(
        Rdd<(TKey Key, TValue Value)> parent, Func<TValue, TValue, TValue> reduce, int reduceCount, CombineHints hints, OperatorInfo info)
    {
        var factory = new Factory { Parent = parent, Reduce = reduce, ReduceCount = reduceCount, Hints = hints, Info = info };
        parent.Scope.Encoding.KeyFor<TKey>().Accept(ref factory);
        return factory.Result!;
    }

    /// <summary>Pushes the combined pairs of a reduce partition.</summary>
    internal abstract void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>;

    private struct Factory : IKeyOpsVisitor<TKey>
    {
        internal Rdd<(TKey Key, TValue Value)> Parent;
        internal Func<TValue, TValue, TValue> Reduce;
        internal int ReduceCount;
        internal CombineHints Hints;
        internal OperatorInfo Info;
        internal ReduceByKeyShuffle<TKey, TValue>? Result;

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<TKey> =>
            Result = new ReduceByKeyShuffle<TKey, TValue, TOps>(Parent, Reduce, ReduceCount, Hints, Info, ops);
    }
}

/// <summary>How large the tables of an operator became in the last batch, so that the next one need not grow them.</summary>
internal sealed class CombineHints
{
    private int _map;
    private int _reduce;

    internal int Map
    {
        get => Volatile.Read(ref _map);
        set => Volatile.Write(ref _map, value);
    }

    internal int Reduce
    {
        get => Volatile.Read(ref _reduce);
        set => Volatile.Write(ref _reduce, value);
    }
}

/// <inheritdoc/>
internal sealed class ReduceByKeyShuffle<TKey, TValue, TOps> : ReduceByKeyShuffle<TKey, TValue>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly Rdd<(TKey Key, TValue Value)> _parent;
    private readonly Func<TValue, TValue, TValue> _reduce;
    private readonly CombineHints _hints;
    private readonly TOps _ops;
    private readonly KeyGroups _groups;
    private readonly CombineTable<TKey, TValue, TOps>?[] _merged;
    private readonly Lock[] _merging;

    internal ReduceByKeyShuffle(
        Rdd<(TKey Key, TValue Value)> parent,
        Func<TValue, TValue, TValue> reduce,
        int reduceCount,
        CombineHints hints,
        OperatorInfo info,
        TOps ops)
        : base(parent, reduceCount, info)
    {
        _parent = parent;
        _reduce = reduce;
        _hints = hints;
        _ops = ops;
        _groups = parent.Scope.Job.KeyGroups(reduceCount);
        _merged = new CombineTable<TKey, TValue, TOps>?[reduceCount];
        _merging = [.. Enumerable.Range(0, reduceCount).Select(_ => new Lock())];
    }

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        var tables = new CombineTable<TKey, TValue, TOps>[ReduceCount];
        for (int i = 0; i < tables.Length; i++)
        {
            tables[i] = new CombineTable<TKey, TValue, TOps>(_ops, _hints.Map, new KeyArena(poison: _parent.Scope.Job.PoisonBuffers));
        }

        try
        {
            int number = task.Enter(Info);
            if (ReduceCount == 1)
            {
                var link = new CombineLink<TKey, TValue, TOps>(tables[0], _reduce, _ops, task, number);
                _parent.Feed(mapPartition, ref link, task);
            }
            else
            {
                var link = new PartitionedCombineLink<TKey, TValue, TOps>(tables, _groups, _reduce, _ops, task, number);
                _parent.Feed(mapPartition, ref link, task);
            }
        }
        catch
        {
            foreach (CombineTable<TKey, TValue, TOps> table in tables)
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
                buckets[i] = new TableBucket<TKey, TValue, TOps>(tables[i], _parent.Scope.Encoding);
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
        DecodedBucket<TKey, TValue>.Decode(bytes, _parent.Scope.Encoding);

    internal override void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
    {
        CombineTable<TKey, TValue, TOps>? table = Merged(reducePartition, task);
        if (table is null)
        {
            return;
        }

        ReadOnlySpan<CombineTable<TKey, TValue, TOps>.Entry> entries = table.Entries;
        for (int start = 0; start < entries.Length && task.Continue(); start += Chunks.Records)
        {
            foreach (ref readonly CombineTable<TKey, TValue, TOps>.Entry entry in
                entries.Slice(start, Math.Min(Chunks.Records, entries.Length - start)))
            {
                sink.Push((entry.Key, entry.Value));
            }
        }
    }

    /// <summary>The table of a reduce partition: made once, then shared by every task that reads the partition.</summary>
    private CombineTable<TKey, TValue, TOps>? Merged(int reducePartition, TaskScope task)
    {
        ref CombineTable<TKey, TValue, TOps>? place = ref _merged[reducePartition];
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

    private CombineTable<TKey, TValue, TOps>? Merge(int reducePartition, TaskScope task)
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

        if (filled == 1 && only is TableBucket<TKey, TValue, TOps> single)
        {
            return single.Table;
        }

        // Keys of map outputs live until the batch ends, so this table needs no copies of them.
        var merged = new CombineTable<TKey, TValue, TOps>(_ops, _hints.Reduce, arena: null);
        _parent.Scope.Own(merged);
        task.Current = task.Enter(Info);
        for (int map = 0; map < MapCount; map++)
        {
            switch (Bucket(map, reducePartition))
            {
                case TableBucket<TKey, TValue, TOps> local:
                    foreach (ref readonly CombineTable<TKey, TValue, TOps>.Entry entry in local.Table.Entries)
                    {
                        ref TValue value = ref merged.FindOrAdd(entry.Key, entry.Hash, out bool existed);
                        value = existed ? _reduce(value, entry.Value) : entry.Value;
                    }

                    break;
                case DecodedBucket<TKey, TValue> remote:
                    foreach ((TKey key, TValue incoming) in remote.Pairs)
                    {
                        ref TValue value = ref merged.FindOrAdd(key, _ops.Hash(key), out bool existed);
                        value = existed ? _reduce(value, incoming) : incoming;
                    }

                    break;
            }
        }

        _hints.Reduce = merged.Count;
        return merged;
    }
}
