using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Makes the state what the sequence form of <c>UpdateStateByKey</c> gave: a key that it did not give goes.</summary>
internal readonly struct SequenceApplyStep<TKey, TStored, TState, TKeys>(CombineTable<TKey, TStored, TState, TKeys> given, StateValues<TState> values)
    : IKeyStep<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, int item)
    {
        if (item < 0)
        {
            table.Remove(place);
        }
        else if (!StateValues<TState>.IsSame(table.At(place).State, given.Entries[item].Value))
        {
            table.Write(place, values.Own(given.Entries[item].Value));
        }
    }

    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int item)
    {
        ref CombineTable<TKey, TStored, TState, TKeys>.Entry entry = ref given.Entries[item];
        table.Put(in entry.Key, entry.Hash, values.Own(entry.Value));
    }
}
