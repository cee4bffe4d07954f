using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Gathers what the sequence form of <c>UpdateStateByKey</c> is given: the function runs later, outside the gate.</summary>
internal readonly struct SequenceGatherStep<TKey, TStored, TValue, TState, TKeys>(
    CombineTable<TKey, TStored, int, TKeys> items,
    ValueGroups<TValue> groups,
    StateValues<TState> values,
    List<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)> gathered)
    : IKeyStep<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, int item)
    {
        ref StateSlot<TStored, TState> slot = ref table.At(place);
        gathered.Add((table.KeyOf(in slot), item < 0 ? [] : groups.ListOf(item), Option<TState>.Some(values.GiveOut(slot.State))));
    }

    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int item) =>
        gathered.Add((items.KeyOf(in items.Entries[item]), groups.ListOf(item), default));
}
