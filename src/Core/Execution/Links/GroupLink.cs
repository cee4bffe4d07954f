using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Numbers keys in order of first appearance and keeps each value under its key's number.</summary>
internal readonly struct GroupLink<TKey, TStored, TValue, TKeys>(
    KeyedGroups<TKey, TStored, TKeys> groups, ValueGroups<TValue> values, TaskScope task)
    : IRecordSink<(TKey Key, TValue Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly TKeys _keys = groups.Keys;
    private readonly int _number = groups.Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record)
    {
        // The key's comparer may be the user's.
        task.Current = _number;

        // The table is another one after each spill.
        CombineTable<TKey, TStored, int, TKeys> numbers = groups.Numbers;
        ref int known = ref numbers.FindOrAdd(_keys.Form(record.Key, out ulong hash), hash, out bool existed);
        if (!existed)
        {
            known = numbers.Count - 1;
        }

        values.Add(known, record.Value);
    }
}
