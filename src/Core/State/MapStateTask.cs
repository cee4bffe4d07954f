using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Calls the function of <c>MapWithState</c> for each record of a task, in order, and for each key that has been idle for too long.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TOut">What the function gives.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed class MapStateTask<TKey, TStored, TValue, TState, TOut, TKeys, TFunction>(
    TablePartition<TKey, TStored, TState, TKeys> tables,
    TKeys keys,
    TFunction function,
    StateValues<TState> values,
    MapStateRun run,
    RecordPieces<TOut> output,
    TaskScope task,
    int number)
    : StateTask<TKey, TValue>
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TFunction : struct, IStateFunction<TKey, TValue, TState, TOut>
{
    // Records are often read where nobody has been since they came in.
    private const int RecordsAhead = 64;

    private readonly State<TState> _state = new(values.Copy);
    private readonly KeyLocator<TKey, TStored, TState, TKeys> _locator = new(tables, keys);

    /// <summary>Drops the keys that were used last before the run's threshold.</summary>
    internal void DropIdle()
    {
        if (run.IdleBefore is not { } before)
        {
            return;
        }

        task.Current = number;
        var places = new List<int>();
        for (int i = 0; i < tables.GroupCount; i++)
        {
            if (!task.Continue())
            {
                return;
            }

            places.Clear();
            tables.Gate.EnterWriter();
            try
            {
                if (tables.SpilledAt(i)?.OldestStamp >= before)
                {
                    continue;
                }

                StateTable<TKey, TStored, TState, TKeys> table = tables.Table(i);
                table.TakeIdle(before, places);
                foreach (int place in places)
                {
                    ref StateSlot<TStored, TState> slot = ref table.At(place);
                    _state.BeginTimingOut(values.GiveOut(slot.Newest.State));
                    if (function.Call(run.Time, table.KeyOf(in slot), default, _state).TryGetValue(out TOut? value))
                    {
                        output.Add(value);
                    }

                    table.Remove(place);
                }
            }
            finally
            {
                _state.Close();
                tables.Gate.ExitWriter();
            }
        }
    }

    private protected override void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        // Also the key's comparer may be the user's.
        task.Current = number;
        Span<LocatedKey> located = _locator.Chunk(records.Length);
        Hash(records, located);
        tables.Gate.EnterWriter();
        try
        {
            _locator.Locate(located);
            ApplyAll(records, located);
        }
        finally
        {
            _state.Close();
            tables.Gate.ExitWriter();
        }
    }

    // Each loop is compiled by itself, so that what it works with stays in registers.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Hash(ReadOnlySpan<(TKey Key, TValue Value)> records, Span<LocatedKey> located)
    {
        if (!typeof(TKey).IsValueType)
        {
            foreach (ref readonly (TKey Key, TValue Value) record in records)
            {
                Prefetching.Object(in record.Key);
            }
        }

        for (int i = 0; i < records.Length; i++)
        {
            Prefetching.Behind(in records[i], RecordsAhead);
            _locator.Set(ref located[i], keys.Hash(records[i].Key));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyAll(ReadOnlySpan<(TKey Key, TValue Value)> records, Span<LocatedKey> located)
    {
        StateLayer<TState> layer = tables.Layer;
        State<TState> state = _state;
        long moves = tables.Moves;
        ref (TKey Key, TValue Value) record = ref MemoryMarshal.GetReference(records);
        ref LocatedKey one = ref MemoryMarshal.GetReference(located);
        for (int left = records.Length; left > 0; left--)
        {
            ref StateSlot<TStored, TState> slot = ref KeyLocator<TKey, TStored, TState, TKeys>.SlotOf(in one);
            bool live = slot.IsLive && keys.IsOf(in slot.Key, record.Key);
            if (!live)
            {
                _locator.Find(keys.Form(record.Key), ref one);
                slot = ref KeyLocator<TKey, TStored, TState, TKeys>.SlotOf(in one);
                live = slot.IsLive;
            }

            // The state of an empty place and of a tombstone is the default of its type.
            state.Begin(live, slot.Newest.State);
            Option<TOut> result = function.Call(run.Time, record.Key, Option<TValue>.Some(record.Value), state);
            if (state.Phase == StatePhase.Updated && live)
            {
                if (layer.TrySave(ref slot, one.Table, one.Place))
                {
                    NoteUse(in one);
                }

                slot.Newest.State = values.Own(state.Value);
            }
            else
            {
                Apply(record.Key, in one);
                if (moves != tables.Moves)
                {
                    moves = tables.Moves;
                    _locator.Locate(located[^(left - 1)..]);
                }
            }

            if (result.TryGetValue(out TOut? value))
            {
                output.Add(value);
            }

            record = ref Unsafe.Add(ref record, 1);
            one = ref Unsafe.Add(ref one, 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void NoteUse(in LocatedKey one)
    {
        if (run.IsTimed)
        {
            tables.Table(one.Table).NoteUse(one.Place);
        }
    }

    /// <summary>Does what the function wants where that is not the usual: another state for a key that has one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(TKey key, in LocatedKey one)
    {
        StateTable<TKey, TStored, TState, TKeys> table = tables.Table(one.Table);
        switch (_state.Phase)
        {
            case StatePhase.Updated or StatePhase.HandedOut when !table.At(one.Place).IsEmpty:
                table.Write(one.Place, values.Own(_state.Value));
                break;
            case StatePhase.Updated:
                table.Insert(one.Place, keys.Form(key), one.Hash, values.Own(_state.Value));
                break;
            case StatePhase.Removed when table.At(one.Place).IsLive:
                table.Remove(one.Place);
                break;
            case StatePhase.Untouched when run.IsTimed:
                table.Touch(one.Place);
                break;
        }
    }
}
