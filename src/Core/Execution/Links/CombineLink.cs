using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Ends a map stage whose shuffle has one reduce partition: combines each pair into the table.</summary>
internal struct CombineLink<TKey, TValue, TOps>(
    CombineTable<TKey, TValue, TOps> table, Func<TValue, TValue, TValue> reduce, TOps ops, TaskScope task, int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly TOps _ops = ops;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        ref TValue value = ref table.FindOrAdd(record.Key, _ops.Hash(record.Key), out bool existed);
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
internal struct PartitionedCombineLink<TKey, TValue, TOps>(
    CombineTable<TKey, TValue, TOps>[] tables,
    KeyGroups groups,
    Func<TValue, TValue, TValue> reduce,
    TOps ops,
    TaskScope task,
    int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly TOps _ops = ops;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        ulong hash = _ops.Hash(record.Key);
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
