using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage: combines each pair into the table of its reduce partition.</summary>
/// <remarks>
/// Pairs for large tables are staged and combined some dozens at a time, in loops that each do one thing. A lookup in a table larger than the caches waits
/// for memory twice, for the index and for the entry; here the slots of a whole group are on their way while its keys are hashed, and its
/// entries while the slots are looked at. Pairs of one key keep their order.
/// </remarks>
internal struct CombineLink<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(
    CombineTable<TKey, TStored, TCombined, TKeys>[] tables,
    KeyPlacement<TKey> placement,
    TCombiner combiner,
    TKeys keys,
    TaskScope task,
    int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TCombiner : struct, ICombiner<TValue, TCombined>
{
    private const int StageSize = 128;

    private readonly (TKey Key, TValue Value)[] _staged = new (TKey Key, TValue Value)[StageSize];
    private readonly Pending[] _pending = new Pending[StageSize];
    private readonly TKeys _keys = keys;
    private int _count = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        if (_keys.HashTogether)
        {
            _staged[_count] = record;
        }
        else
        {
            ref Pending pending = ref _pending[_count];
            Hash(in record.Key, ref pending);
            CombineTable<TKey, TStored, TCombined, TKeys> table = tables[pending.Target];

            // A small table is looked up faster than its pairs are staged; but what is staged already goes first.
            if (!table.IsLarge && _count == 0)
            {
                Combine(ref table.FindOrAdd(in pending.Key, pending.Hash, out bool existed), existed, record.Value);
                return;
            }

            table.PrefetchSlot(pending.Hash);
            _staged[_count].Value = record.Value;
        }

        if (++_count == StageSize)
        {
            Flush();
        }
    }

    /// <summary>Combines what is staged; to be called once more after the last record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Flush()
    {
        int count = _count;
        _count = 0;
        if (_keys.HashTogether)
        {
            Hash(count);
        }

        task.Current = number;
        Combine(count);
    }

    // Each loop is compiled by itself, so that what it works with stays in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Hash(int count)
    {
        ReadOnlySpan<(TKey Key, TValue Value)> staged = _staged.AsSpan(0, count);
        Span<Pending> pending = _pending.AsSpan(0, staged.Length);
        for (int i = 0; i < staged.Length; i++)
        {
            Hash(in staged[i].Key, ref pending[i]);
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
    private readonly void Combine(int count)
    {
        CombineTable<TKey, TStored, TCombined, TKeys>[] targets = tables;
        ReadOnlySpan<(TKey Key, TValue Value)> staged = _staged.AsSpan(0, count);
        Span<Pending> pending = _pending.AsSpan(0, staged.Length);
        for (int i = 0; i < pending.Length; i++)
        {
            ref Pending one = ref pending[i];
            one.Position = targets[one.Target].Foresee(one.Hash, StageSize);
        }

        for (int i = 0; i < staged.Length; i++)
        {
            ref readonly Pending one = ref pending[i];
            Combine(ref targets[one.Target].FindOrAdd(in one.Key, one.Hash, one.Position, out bool existed), existed, staged[i].Value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Combine(ref TCombined value, bool existed, TValue incoming) =>
        value = existed ? combiner.Add(value, incoming) : combiner.Create(incoming);

    private struct Pending
    {
        internal TStored Key;
        internal ulong Hash;
        internal int Target;

        /// <summary>Where to begin in the table's index.</summary>
        internal uint Position;
    }
}
