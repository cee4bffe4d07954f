using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage: combines each pair into the table of its reduce partition.</summary>
/// <remarks>
/// A lookup in a table larger than the caches waits for memory twice, for the index and for the entry. Pairs for large tables are
/// therefore staged, a few at a time: while one is being staged, the slots of those before it are on their way, and before the first
/// is combined the entries of all are. Pairs of one key keep their order.
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
    private const int StageSize = 16;

    private readonly TKeys _keys = keys;
    private int _staged = 0;
    private Stage _stage = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        // Also the key's comparer and the partitioner may be the user's.
        task.Current = number;
        ulong hash = _keys.Hash(record.Key);
        int target = placement.Of(record.Key, hash);
        CombineTable<TKey, TStored, TCombined, TKeys> table = tables[target];
        if (!table.IsLarge)
        {
            Combine(table, _keys.Form(record.Key), hash, record.Value);
            return;
        }

        table.PrefetchSlot(hash);
        ref Pending pending = ref _stage[_staged];
        pending.Key = _keys.Form(record.Key);
        pending.Value = record.Value;
        pending.Hash = hash;
        pending.Target = target;
        if (++_staged == StageSize)
        {
            Flush();
        }
    }

    /// <summary>Combines what is staged; to be called once more after the last record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Flush()
    {
        int staged = _staged;
        _staged = 0;
        task.Current = number;
        for (int i = 0; i < staged; i++)
        {
            tables[_stage[i].Target].PrefetchEntry(_stage[i].Hash);
        }

        for (int i = 0; i < staged; i++)
        {
            ref Pending pending = ref _stage[i];
            Combine(tables[pending.Target], in pending.Key, pending.Hash, pending.Value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Combine(CombineTable<TKey, TStored, TCombined, TKeys> table, in TStored key, ulong hash, TValue incoming)
    {
        ref TCombined value = ref table.FindOrAdd(in key, hash, out bool existed);
        value = existed ? combiner.Add(value, incoming) : combiner.Create(incoming);
    }

    private struct Pending
    {
        internal TStored Key;
        internal TValue Value;
        internal ulong Hash;
        internal int Target;
    }

    [InlineArray(StageSize)]
    private struct Stage
    {
        private Pending _first;
    }
}
