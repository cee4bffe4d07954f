using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <content>Reading for the checkpoint.</content>
internal sealed partial class TableReader<TKey, TStored, TState, TKeys>
{
    // How many places it looks at before others are let at the state: a tenth of a millisecond. Fewer would cost the batch more, which makes way
    // each time.
    private const int PlacesAtOnce = 32 * 1024;

    internal override bool Fill(StateColumns<TKey, TState> columns)
    {
        using Lock.Scope scope = partition.Gate.EnterReader();
        while (columns.Room > 0 && _ahead.TryDequeue(out StateEntry<TKey, TState> entry))
        {
            columns.Add(in entry);
        }

        // What is on disk is taken the next time, so that nobody waits for more than a group of it.
        if (_ahead.Count == 0 && _table < _end && TryReadSpilled())
        {
            return true;
        }

        for (int left = PlacesAtOnce; left > 0 && columns.Room > 0 && _table < _end && partition.SpilledAt(_table) is null;)
        {
            StateTable<TKey, TStored, TState, TKeys> table = partition.Table(_table);
            Span<StateSlot<TStored, TState>> slots = table.Slots[_place..];
            slots = slots[..Math.Min(slots.Length, Math.Min(left, columns.Room))];
            left -= slots.Length;
            _place += slots.Length;
            if (_place == table.Slots.Length)
            {
                _place = 0;
                _table++;
            }

            Copy(table, slots, columns);
        }

        return _ahead.Count > 0 || _table < _end;
    }

    private void Copy(StateTable<TKey, TStored, TState, TKeys> table, Span<StateSlot<TStored, TState>> slots, StateColumns<TKey, TState> columns)
    {
        (int first, TKey[] keys, TState[] states, long[] stamps) = columns.Free;
        int next = first;
        foreach (ref StateSlot<TStored, TState> slot in slots)
        {
            if (slot.Newest.Stamp > version || (_isOfChanges && (slot.Newest.Mark & (SlotMark.Used | SlotMark.Live)) == SlotMark.Used))
            {
                if (!slot.IsEmpty && TryRead(table, in slot, out StateEntry<TKey, TState> entry))
                {
                    columns.Advance(next - first);
                    columns.Add(in entry);
                    first = next = columns.Free.First;
                }
            }
            else if (!RuntimeHelpers.IsReferenceOrContainsReferences<StateSlot<TStored, TState>>())
            {
                // Which places are taken cannot be foretold, so there is no branch on it: what is in the others is not counted.
                keys[next] = table.KeyOf(in slot);
                states[next] = slot.Newest.State;
                stamps[next] = slot.Newest.Stamp;
                next += slot.IsLive & slot.Newest.Stamp > after ? 1 : 0;
            }
            else if (slot.IsLive && slot.Newest.Stamp > after)
            {
                keys[next] = table.KeyOf(in slot);
                states[next] = slot.Newest.State;
                stamps[next++] = slot.Newest.Stamp;
            }
        }

        columns.Advance(next - first);
    }
}
