using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage: combines each pair into the table of its reduce partition.</summary>
/// <remarks>
/// Pairs for large tables are staged and combined some dozens at a time, in loops that each do one thing. A lookup in a table larger than the caches waits
/// for memory twice, for the index and for the entry; here the slots of a whole group are on their way while its keys are hashed, and
/// entries some pairs before they are needed. Pairs of one key keep their order.
/// </remarks>
internal struct CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
    CombineTable<TKey, TStored, TCombined, TKeys>[] tables,
    KeyPlacement<TKey> placement,
    TCombiner combiner,
    TKeys keys,
    TaskScope task,
    int number)
    : IRecordSink<(TKey Key, TValue Value)>, IChunkSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TCombiner : struct, ICombiner<TValue, TCombined>
{
    private const int StageSize = 128;

    private readonly (TKey Key, TValue Value)[] _staged = new (TKey Key, TValue Value)[StageSize];
    private readonly Pending[] _pending = new Pending[StageSize];

    // Behind a reference, for copies to see.
    private readonly StrongBox<int> _count = new();
    private readonly TKeys _keys = keys;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Push((TKey Key, TValue Value) record)
    {
        ref int count = ref _count.Value;
        if (_keys.HashTogether)
        {
            _staged[count] = record;
        }
        else
        {
            ref Pending pending = ref _pending[count];
            Hash(in record.Key, ref pending);
            CombineTable<TKey, TStored, TCombined, TKeys> table = tables[pending.Target];

            // A small table is looked up faster than its pairs are staged; but what is staged already goes first.
            if (!table.IsLarge && count == 0)
            {
                ref TCombined value = ref table.FindOrAdd(in pending.Key, pending.Hash, out bool existed);
                value = existed ? combiner.Add(value, record.Value) : combiner.Create(record.Value);
                return;
            }

            table.PrefetchSlot(pending.Hash);
            _staged[count].Value = record.Value;
        }

        if (++count == StageSize)
        {
            Flush();
        }
    }

    /// <summary>Takes records where they lie.</summary>
    public readonly void Push(ReadOnlySpan<(TKey Key, TValue Value)> chunk)
    {
        if (!_keys.HashTogether && !tables[0].IsLarge)
        {
            foreach ((TKey Key, TValue Value) record in chunk)
            {
                Push(record);
            }

            return;
        }

        Flush();
        for (int start = 0; start < chunk.Length; start += StageSize)
        {
            ReadOnlySpan<(TKey Key, TValue Value)> records = chunk.Slice(start, Math.Min(StageSize, chunk.Length - start));
            Hash(records);
            Combine(records);
        }
    }

    /// <summary>Combines what is staged; to be called once more after the last record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal readonly void Flush()
    {
        ReadOnlySpan<(TKey Key, TValue Value)> staged = _staged.AsSpan(0, _count.Value);
        _count.Value = 0;
        if (_keys.HashTogether)
        {
            Hash(staged);
        }

        Combine(staged);
    }

    // Each loop is compiled by itself, so that what it works with stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Hash(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        Span<Pending> pending = _pending.AsSpan(0, records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            Hash(in records[i].Key, ref pending[i]);
            tables[pending[i].Target].PrefetchSlot(pending[i].Hash);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Hash(in TKey key, ref Pending pending)
    {
        // The key's comparer and the partitioner may be the user's.
        task.Current = number;
        pending.Hash = _keys.FormAt(ref pending.Key, key);
        pending.Target = placement.Of(key, pending.Hash);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Combine(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        task.Current = number;
        CombineTable<TKey, TStored, TCombined, TKeys>[] targets = tables;
        Span<Pending> pending = _pending.AsSpan(0, records.Length);
        for (int i = 0; i < pending.Length; i++)
        {
            ref Pending one = ref pending[i];
            one.Place = targets[one.Target].Foresee(one.Hash, StageSize);
        }

        for (int i = 0; i < records.Length; i++)
        {
            ref readonly Pending one = ref pending[i];
            ref TCombined value = ref targets[one.Target].FindOrAdd(in one.Key, one.Hash, one.Place, out bool existed);
            value = existed ? combiner.Add(value, records[i].Value) : combiner.Create(records[i].Value);
        }
    }

    private struct Pending
    {
        internal TStored Key;
        internal ulong Hash;
        internal int Target;

        /// <summary>Where to go on in the index.</summary>
        internal uint Place;
    }
}
