using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Makes the state what the sequence form of <c>UpdateStateByKey</c> gave: of a key the last that it gave, and a key that it did not give goes.</summary>
internal readonly struct SequenceApplyStep<TKey, TStored, TState, TKeys>(StateValues<TState> values) : IKeyStep<TKey, TStored, TState, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TState> items)
    {
        if (items.IsEmpty)
        {
            table.Remove(place);
        }
        else if (!StateValues<TState>.IsSame(table.At(place).Newest.State, items.Last))
        {
            table.Write(place, values.Own(items.Last));
        }
    }

    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TState> items) =>
        table.Write(place, values.Own(items.Last));
}
