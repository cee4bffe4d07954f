using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Calls the function of <c>UpdateStateByKey</c> for each key.</summary>
internal readonly struct UpdateStep<TKey, TStored, TValue, TState, TKeys, TUpdate>(
    CombineTable<TKey, TStored, int, TKeys> items, ValueGroups<TValue> groups, TUpdate update, StateValues<TState> values, BatchTime time)
    : IKeyStep<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TUpdate : struct, IStateUpdate<TKey, TValue, TState>
{
    private readonly TUpdate _update = update;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, int item)
    {
        ref StateSlot<TStored, TState> slot = ref table.At(place);
        Option<TState> updated = _update.Call(
            time,
            _update.NeedsKey ? table.KeyOf(in slot) : default!,
            item < 0 ? [] : groups.ListOf(item),
            Option<TState>.Some(values.GiveOut(slot.State)));
        if (!updated.HasValue)
        {
            table.Remove(place);
        }
        else if (!StateValues<TState>.IsSame(slot.State, updated.Value))
        {
            table.Write(place, values.Own(updated.Value));
        }
    }

    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int item)
    {
        ref CombineTable<TKey, TStored, int, TKeys>.Entry entry = ref items.Entries[item];
        if (_update.Call(time, _update.NeedsKey ? items.KeyOf(in entry) : default!, groups.ListOf(item), default).TryGetValue(out TState? state))
        {
            table.Put(in entry.Key, entry.Hash, values.Own(state));
        }
    }
}
