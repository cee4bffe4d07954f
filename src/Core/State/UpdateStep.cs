using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Calls the function of <c>UpdateStateByKey</c> for each key.</summary>
internal readonly struct UpdateStep<TKey, TStored, TValue, TState, TKeys, TUpdate>(TUpdate update, StateValues<TState> values, BatchTime time)
    : IKeyStep<TKey, TStored, TValue, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TUpdate : struct, IStateUpdate<TKey, TValue, TState>
{
    private readonly TUpdate _update = update;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TValue> items)
    {
        ref StateSlot<TStored, TState> slot = ref table.At(place);
        Option<TState> updated = _update.Call(
            time,
            _update.NeedsKey ? table.KeyOf(in slot) : default!,
            items.ToArray(),
            Option<TState>.Some(values.GiveOut(slot.Newest.State)));
        if (!updated.HasValue)
        {
            table.Remove(place);
        }
        else if (!StateValues<TState>.IsSame(slot.Newest.State, updated.Value))
        {
            table.Write(place, values.Own(updated.Value));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TValue> items)
    {
        TKey key = _update.NeedsKey ? table.KeyOf(in table.At(place)) : default!;
        if (_update.Call(time, key, items.ToArray(), default).TryGetValue(out TState? state))
        {
            table.Write(place, values.Own(state));
        }
    }
}
