using System.Buffers;
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
    // Fewer records for each table than this are not worth bringing them together.
    private const int WorthSorting = 8;

    private readonly State<TState> _state = new(values.Copy);
    private readonly int[] _ends = new int[tables.GroupCount];
    private ulong[] _hashes = [];
    private int[] _order = [];
    private Option<TOut>[] _results = [];

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

    public override void Dispose()
    {
        base.Dispose();
        ReturnRoom();
    }

    /// <remarks>
    /// Where there are many, table by table: a table's records then meet its memory in the caches of the processor. What the calls give is put
    /// back into the order of the records.
    /// </remarks>
    private protected override void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        // Also the key's comparer may be the user's.
        task.Current = number;
        MakeRoom(records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            _hashes[i] = keys.Hash(records[i].Key);
        }

        if (records.Length < WorthSorting * tables.GroupCount)
        {
            for (int i = 0; i < records.Length; i++)
            {
                _order[i] = i;
            }
        }
        else
        {
            SortByTable(records.Length);
        }

        for (int start = 0; start < records.Length; start += ChunkLength)
        {
            Apply(records, start, Math.Min(start + ChunkLength, records.Length));
        }

        for (int i = 0; i < records.Length; i++)
        {
            Give(_results[i]);
        }
    }

    private void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records, int start, int end)
    {
        tables.Gate.EnterWriter();
        try
        {
            for (int i = start; i < Math.Min(start + Ahead, end); i++)
            {
                Prefetch(_hashes[_order[i]]);
            }

            for (int i = start; i < end; i++)
            {
                if (i + Ahead < end)
                {
                    Prefetch(_hashes[_order[i + Ahead]]);
                }

                int record = _order[i];
                _results[record] = Apply(in records[record], _hashes[record]);
            }
        }
        finally
        {
            _state.Close();
            tables.Gate.ExitWriter();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Option<TOut> Apply(ref readonly (TKey Key, TValue Value) record, ulong hash)
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

        return result;
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

    /// <summary>A counting sort, so that the records of one key keep their order.</summary>
    private void SortByTable(int count)
    {
        Array.Clear(_ends);
        foreach (ulong hash in _hashes.AsSpan(0, count))
        {
            _ends[tables.TableIndexOf(hash)]++;
        }

        int start = 0;
        foreach (ref int end in _ends.AsSpan())
        {
            (end, start) = (start, start + end);
        }

        // What is where a table's next record goes is where its records end in the end.
        for (int i = 0; i < count; i++)
        {
            _order[_ends[tables.TableIndexOf(_hashes[i])]++] = i;
        }
    }

    private void MakeRoom(int count)
    {
        if (_hashes.Length < count || _order.Length < count || _results.Length < count)
        {
            ReturnRoom();
            _hashes = ArrayPool<ulong>.Shared.Rent(count);
            _order = ArrayPool<int>.Shared.Rent(count);
            _results = ArrayPool<Option<TOut>>.Shared.Rent(count);
        }
    }

    private void ReturnRoom()
    {
        if (_hashes.Length > 0)
        {
            ArrayPool<ulong>.Shared.Return(_hashes);
            ArrayPool<int>.Shared.Return(_order);
            ArrayPool<Option<TOut>>.Shared.Return(_results, RuntimeHelpers.IsReferenceOrContainsReferences<TOut>());
            _hashes = [];
            _order = [];
            _results = [];
        }
    }
}
