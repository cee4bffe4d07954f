using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Gathers what the sequence form of <c>UpdateStateByKey</c> is given: the function runs later, outside the gate.</summary>
internal readonly struct SequenceGatherStep<TKey, TStored, TValue, TState, TKeys>(
    StateValues<TState> values, List<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)> gathered)
    : IKeyStep<TKey, TStored, TValue, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TValue> items)
    {
        ref StateSlot<TStored, TState> slot = ref table.At(place);
        gathered.Add((table.KeyOf(in slot), items.ToArray(), Option<TState>.Some(values.GiveOut(slot.Newest.State))));
    }

    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TValue> items) =>
        gathered.Add((table.KeyOf(in table.At(place)), items.ToArray(), default));
}
