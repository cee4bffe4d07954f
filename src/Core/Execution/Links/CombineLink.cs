using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage whose shuffle has one reduce partition: combines each pair into the table.</summary>
internal struct CombineLink<TKey, TStored, TValue, TKeys>(
    CombineTable<TKey, TStored, TValue, TKeys> table, Func<TValue, TValue, TValue> reduce, TKeys keys, TaskScope task, int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly TKeys _keys = keys;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        ref TValue value = ref table.FindOrAdd(record.Key, _keys.Hash(record.Key), out bool existed);
        if (existed)
        {
            task.Current = number;
            value = reduce(value, record.Value);
        }
        else
        {
            value = record.Value;
        }
    }
}

/// <summary>Ends a map stage whose shuffle has several reduce partitions: combines each pair into its partition's table.</summary>
internal struct PartitionedCombineLink<TKey, TStored, TValue, TKeys>(
    CombineTable<TKey, TStored, TValue, TKeys>[] tables,
    KeyGroups groups,
    Func<TValue, TValue, TValue> reduce,
    TKeys keys,
    TaskScope task,
    int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly TKeys _keys = keys;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        ulong hash = _keys.Hash(record.Key);
        ref TValue value = ref tables[groups.PartitionOf(hash)].FindOrAdd(record.Key, hash, out bool existed);
        if (existed)
        {
            task.Current = number;
            value = reduce(value, record.Value);
        }
        else
        {
            value = record.Value;
        }
    }
}
