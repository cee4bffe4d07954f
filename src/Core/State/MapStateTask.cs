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
    private readonly ulong[] _hashes = new ulong[ChunkLength];

    /// <summary>Drops the keys that were used last before the run's threshold.</summary>
    internal void DropIdle()
    {
        if (run.IdleBefore is not { } before)
        {
            return;
        }

        task.Current = number;
        var places = new List<int>();
        foreach (StateTable<TKey, TStored, TState, TKeys> table in tables.Tables)
        {
            if (!task.Continue())
            {
                return;
            }

            places.Clear();
            tables.Gate.EnterWriter();
            try
            {
                table.TakeIdle(before, places);
                foreach (int place in places)
                {
                    ref StateSlot<TStored, TState> slot = ref table.At(place);
                    _state.Begin(exists: true, slot.State, isTimingOut: true);
                    Give(function.Call(run.Time, table.KeyOf(in slot), default, _state));
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
        Span<ulong> hashes = _hashes.AsSpan(0, records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            hashes[i] = keys.Hash(records[i].Key);
        }

        tables.Gate.EnterWriter();
        try
        {
            foreach (ulong first in hashes[..Math.Min(Ahead, hashes.Length)])
            {
                Prefetch(first);
            }

            for (int i = 0; i < records.Length; i++)
            {
                if (i + Ahead < hashes.Length)
                {
                    Prefetch(hashes[i + Ahead]);
                }

                Apply(in records[i], hashes[i]);
            }
        }
        finally
        {
            _state.Close();
            tables.Gate.ExitWriter();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Apply(ref readonly (TKey Key, TValue Value) record, ulong hash)
    {
        TStored key = keys.Form(record.Key);
        StateTable<TKey, TStored, TState, TKeys> table = tables.TableOf(hash);
        int place = table.Find(in key, hash, out bool found);
        ref StateSlot<TStored, TState> slot = ref table.At(place);

        // The state of an empty place and of a tombstone is the default of its type.
        bool live = slot.IsLive;
        _state.Begin(live, slot.State, isTimingOut: false);
        Option<TOut> result = function.Call(run.Time, record.Key, Option<TValue>.Some(record.Value), _state);
        switch (_state.Change)
        {
            case StateChange.Updated or StateChange.HandedOut when found:
                table.Write(place, values.Own(_state.Value));
                break;
            case StateChange.Updated:
                table.Insert(place, in key, hash, values.Own(_state.Value));
                break;
            case StateChange.Removed when live:
                table.Remove(place);
                break;
            case StateChange.None when live && run.IsTimed:
                table.Touch(place);
                break;
        }

        Give(result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Prefetch(ulong hash) => tables.TableOf(hash).Prefetch(hash);

    private void Give(Option<TOut> result)
    {
        if (result.TryGetValue(out TOut? value))
        {
            output.Add(value);
        }
    }
}
