using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Numbers the keys of a task's records in order of first appearance and keeps each value under its key's number, all in memory: where the state of
/// all keys is there as well.</summary>
internal readonly struct NumberingLink<TKey, TStored, TValue, TKeys>(
    CombineTable<TKey, TStored, int, TKeys> numbers, ValueGroups<TValue> values, TKeys keys, TaskScope task, int number)
    : IRecordSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly TKeys _keys = keys;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        // The key's comparer may be the user's.
        task.Current = number;
        ref int known = ref numbers.FindOrAdd(_keys.Form(record.Key, out ulong hash), hash, out bool existed);
        if (!existed)
        {
            known = numbers.Count - 1;
        }

        values.Add(known, record.Value);
    }
}
