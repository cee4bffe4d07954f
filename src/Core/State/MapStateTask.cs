using System.Runtime.CompilerServices;
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
    private readonly State<TState> _state = new(values.Copy);
    private readonly Located[] _located = new Located[ChunkLength];

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
            _state.Open(isTimingOut: true);
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
                    _state.Begin(exists: true, slot.State);
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
        Span<Located> located = _located.AsSpan(0, records.Length);
        Hash(records, located);
        tables.Gate.EnterWriter();
        _state.Open(isTimingOut: false);
        try
        {
            BringBack(located);
            Locate(located);
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
    private void Hash(ReadOnlySpan<(TKey Key, TValue Value)> records, Span<Located> located)
    {
        for (int i = 0; i < located.Length; i++)
        {
            ulong hash = keys.Hash(records[i].Key);
            located[i].Hash = hash;
            located[i].Table = tables.TableIndexOf(hash);
        }
    }

    private void BringBack(ReadOnlySpan<Located> located)
    {
        for (int i = 0; tables.HasSpilled && i < located.Length; i++)
        {
            tables.Table(located[i].Table);
        }
    }

    /// <summary>Finds out where the records' keys probably are, and has those places loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Locate(Span<Located> located)
    {
        ReadOnlySpan<StatePlaces<TKey, TStored, TState, TKeys>> places = tables.Places;
        foreach (ref readonly Located one in located)
        {
            places[one.Table].Prefetch(one.Hash);
        }

        foreach (ref Located one in located)
        {
            one.Place = places[one.Table].Guess(one.Hash);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyAll(ReadOnlySpan<(TKey Key, TValue Value)> records, Span<Located> located)
    {
        ReadOnlySpan<StatePlaces<TKey, TStored, TState, TKeys>> places = tables.Places;
        StateLayer<TState> layer = tables.Layer;
        long moves = tables.Moves;
        for (int i = 0; i < records.Length; i++)
        {
            ref Located one = ref located[i];
            TStored key = keys.Form(records[i].Key);
            int place = places[one.Table].Find(one.Place, keys, in key, one.Hash, out bool found);
            ref StateSlot<TStored, TState> slot = ref places[one.Table].At(place);

            // The state of an empty place and of a tombstone is the default of its type.
            _state.Begin(slot.IsLive, slot.State);
            Option<TOut> result = function.Call(run.Time, records[i].Key, Option<TValue>.Some(records[i].Value), _state);
            if (_state.Change == StateChange.Updated && slot.IsLive && !run.IsTimed)
            {
                layer.Save(ref slot, one.Table, place);
                slot.State = values.Own(_state.Value);
            }
            else
            {
                Apply(in key, in one, place, found);
                if (moves != tables.Moves)
                {
                    moves = tables.Moves;
                    Locate(located[(i + 1)..]);
                }
            }

            if (result.TryGetValue(out TOut? value))
            {
                output.Add(value);
            }
        }
    }

    /// <summary>Does what the function wants where that is not the usual: another state for a key that has one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(in TStored key, in Located one, int place, bool found)
    {
        StateTable<TKey, TStored, TState, TKeys> table = tables.Table(one.Table);
        bool live = table.At(place).IsLive;
        switch (_state.Change)
        {
            case StateChange.Updated or StateChange.HandedOut when found:
                table.Write(place, values.Own(_state.Value));
                break;
            case StateChange.Updated:
                table.Insert(place, in key, one.Hash, values.Own(_state.Value));
                break;
            case StateChange.Removed when live:
                table.Remove(place);
                break;
            case StateChange.None when live && run.IsTimed:
                table.Touch(place);
                break;
        }
    }

    /// <summary>A record's key, by its table and the place where to begin looking.</summary>
    private struct Located
    {
        internal ulong Hash;
        internal int Table;
        internal uint Place;
    }
}
