using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Walks the tables of a partition at one version: all keys that have a state, or what some batches have changed.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <param name="partition">The partition.</param>
/// <param name="firstTable">The first table to walk.</param>
/// <param name="tables">How many tables to walk.</param>
/// <param name="after">The version before the first change, or <see cref="StateLayers{TState}.Never"/> for all keys that have a state.</param>
/// <param name="version">The version.</param>
/// <param name="makesWay">Whether to give up where the version is let go, in place of reading all that is left ahead.</param>
/// <remarks>
/// It goes by places. Who is about to build the table that it stands in anew, or to let its version go, has it read ahead first, so that it
/// sees every key once.
/// </remarks>
internal sealed partial class TableReader<TKey, TStored, TState, TKeys>(
    TablePartition<TKey, TStored, TState, TKeys> partition, int firstTable, int tables, long after, long version, bool makesWay)
    : SnapshotReader<TKey, TState>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly Queue<StateEntry<TKey, TState>> _ahead = new();
    private readonly int _end = firstTable + tables;
    private readonly bool _isOfChanges = after != StateLayers<TState>.Never;
    private int _table = firstTable;
    private int _place;
    private bool _isLost;

    internal override int Read(Span<StateEntry<TKey, TState>> entries)
    {
        using Lock.Scope scope = partition.Gate.EnterReader();
        if (_isLost)
        {
            return -1;
        }

        int count = 0;
        while (count < entries.Length && (_ahead.TryDequeue(out StateEntry<TKey, TState> entry) || TryStep(out entry)))
        {
            entries[count++] = entry;
        }

        return count;
    }

    internal override int Read(Span<(TKey Key, TState Value)> pairs)
    {
        using Lock.Scope scope = partition.Gate.EnterReader();
        int count = 0;
        while (count < pairs.Length)
        {
            if (_ahead.TryDequeue(out StateEntry<TKey, TState> entry))
            {
                pairs[count++] = (entry.Key, entry.State);
                continue;
            }

            if (_table == _end)
            {
                break;
            }

            if (TryReadSpilled())
            {
                continue;
            }

            StateTable<TKey, TStored, TState, TKeys> table = partition.Table(_table);
            Span<StateSlot<TStored, TState>> slots = table.Slots[_place..];
            slots = slots[..Math.Min(slots.Length, pairs.Length - count)];
            count += Copy(table, slots, pairs[count..]);
            _place += slots.Length;
            if (_place == table.Slots.Length)
            {
                _place = 0;
                _table++;
            }
        }

        return count;
    }

    /// <summary>Takes what is left of a table if this stands in it; called inside the gate.</summary>
    internal void ReadAheadIn(int table)
    {
        while (_table == table && _place > 0 && TryStep(out StateEntry<TKey, TState> entry))
        {
            _ahead.Enqueue(entry);
        }
    }

    /// <summary>Takes all that is left if its version is older than one, or gives up; called inside the gate.</summary>
    internal void ReadAheadBefore(long oldest)
    {
        if (makesWay)
        {
            _isLost |= version < oldest && _table < _end;
            return;
        }

        while (version < oldest && TryStep(out StateEntry<TKey, TState> entry))
        {
            _ahead.Enqueue(entry);
        }
    }

    public override void Dispose() => partition.Forget(this);

    /// <summary>Copies the keys of some slots, for as many of which there is room.</summary>
    private int Copy(StateTable<TKey, TStored, TState, TKeys> table, Span<StateSlot<TStored, TState>> slots, Span<(TKey Key, TState Value)> pairs)
    {
        int count = 0;
        foreach (ref StateSlot<TStored, TState> slot in slots)
        {
            if (slot.Newest.Stamp > version)
            {
                if (!slot.IsEmpty && table.TryRead(in slot, version, out TState state, out _))
                {
                    pairs[count++] = (table.KeyOf(in slot), state);
                }
            }
            else if (!RuntimeHelpers.IsReferenceOrContainsReferences<StateSlot<TStored, TState>>())
            {
                // Which places are taken cannot be foretold, so there is no branch on it: what is in the others is not counted.
                pairs[count] = (table.KeyOf(in slot), slot.Newest.State);
                count += slot.IsLive ? 1 : 0;
            }
            else if (slot.IsLive)
            {
                pairs[count++] = (table.KeyOf(in slot), slot.Newest.State);
            }
        }

        return count;
    }

    private bool TryStep(out StateEntry<TKey, TState> entry)
    {
        while (_table < _end)
        {
            if (TryReadSpilled())
            {
                if (_ahead.TryDequeue(out entry))
                {
                    return true;
                }

                continue;
            }

            StateTable<TKey, TStored, TState, TKeys> table = partition.Table(_table);
            while (_place < table.Slots.Length)
            {
                ref StateSlot<TStored, TState> slot = ref table.At(_place++);
                if (!slot.IsEmpty && TryRead(table, in slot, out entry))
                {
                    return true;
                }
            }

            _place = 0;
            _table++;
        }

        entry = default;
        return false;
    }

    /// <summary>Takes a group that is on disk as a whole, and leaves it there.</summary>
    private bool TryReadSpilled()
    {
        if (partition.SpilledAt(_table) is not { } group)
        {
            return false;
        }

        // It holds what it was when the oldest version was made: whoever reads an older one has read ahead, and whoever reads changes has none there.
        foreach ((TKey key, TState state, long stamp) in _isOfChanges ? [] : partition.ReadSpilled(group))
        {
            _ahead.Enqueue(new StateEntry<TKey, TState>(partition.FirstGroup + _table, key, state, stamp, IsRemoved: false));
        }

        _place = 0;
        _table++;
        return true;
    }

    /// <summary>What the version has in a slot that holds a key, if that is asked for.</summary>
    private bool TryRead(StateTable<TKey, TStored, TState, TKeys> table, ref readonly StateSlot<TStored, TState> slot, out StateEntry<TKey, TState> entry)
    {
        bool live = table.TryRead(in slot, version, out TState state, out long stamp);
        bool isWanted = stamp > after && (live || _isOfChanges);
        entry = isWanted
            ? new StateEntry<TKey, TState>(partition.FirstGroup + table.Number, table.KeyOf(in slot), live ? state : default!, stamp, IsRemoved: !live)
            : default;
        return isWanted;
    }
}
