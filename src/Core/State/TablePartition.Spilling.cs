namespace OrleansStream.Stateful;

/// <content>Key groups that do not fit into memory.</content>
/// <remarks>
/// Those that no batch has changed since the oldest version may go to disk, the least recently changed ones first. They come back when somebody
/// asks for one of their keys, and stay until the next version is promoted; who reads all keys reads them where they are.
/// </remarks>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys>
{
    private readonly SpilledGroup?[] _spilled;

    // When groups were changed or brought back last. Kept up only while memory is nearly full.
    private readonly long[] _lastUsed;

    private int _spilledCount;

    /// <summary>Whether any group is on disk.</summary>
    internal bool HasSpilled => _spilledCount > 0;

    /// <summary>What is known of a group that is on disk; null for one in memory.</summary>
    internal SpilledGroup? SpilledAt(int table) => _spilled[table];

    /// <summary>The keys of a group that is on disk, with their states.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    internal (TKey Key, TState State, long Stamp)[] ReadSpilled(SpilledGroup group) => _spill.Read(group);

    private void BringBack(int number, SpilledGroup group)
    {
        StateTable<TKey, TStored, TState, TKeys> table = _tables[number];
        (TKey Key, TState State, long Stamp)[] entries = _spill.Read(group);
        table.Reserve(entries.Length);
        foreach ((TKey key, TState state, long stamp) in entries)
        {
            TStored stored = _keys.Form(key, out ulong hash);
            table.Load(in stored, hash, state, stamp);
        }

        _spill.Add(table.Bytes);
        _spilled[number] = null;
        _spilledCount--;
        _lastUsed[number] = _layers.Newest;
        group.File.Release();
    }

    /// <summary>Notes which groups the batches up to a version have changed; called before their layers go.</summary>
    private void NoteUses(long version)
    {
        for (int i = 0; _spill.IsFilling && i < _layers.Count && _layers[i].Time <= version; i++)
        {
            StateLayer<TState> layer = _layers[i];
            for (int record = 0; record < layer.Count; record++)
            {
                _lastUsed[layer[record].Table] = layer.Time;
            }
        }
    }

    internal override void MakeRoom()
    {
        long behind;
        using (Gate.EnterReader())
        {
            _spill.Count(CountBytes());
            if (!_spill.IsShort)
            {
                return;
            }

            behind = BytesBehind() / Math.Max(1, _tables.Sum(table => (long)table.Live));
        }

        foreach (int number in Candidates())
        {
            // Each by itself, so that a batch waits for one group at most.
            using Lock.Scope scope = Gate.EnterReader();
            long freed = _tables[number].Bytes + (behind * _tables[number].Live);
            if (TrySpill(number))
            {
                _spill.Add(-freed);
            }

            if (!_spill.IsShort)
            {
                break;
            }
        }

        _spill.Close();
    }

    /// <summary>The groups that may go, in order.</summary>
    private int[] Candidates()
    {
        using Lock.Scope scope = Gate.EnterReader();
        bool[] stays = new bool[_tables.Length];
        for (int i = 0; i < _layers.Count; i++)
        {
            for (int record = 0; record < _layers[i].Count; record++)
            {
                stays[_layers[i][record].Table] = true;
            }
        }

        return [.. Enumerable.Range(0, _tables.Length).Where(number => !stays[number] && _tables[number].Live > 0).OrderBy(number => _lastUsed[number])];
    }

    private bool TrySpill(int number)
    {
        StateTable<TKey, TStored, TState, TKeys> table = _tables[number];
        if (table.IsPinned || table.Live == 0)
        {
            return false;
        }

        var entries = new (TKey Key, TState State, long Stamp)[table.Live];
        int count = 0;
        foreach (ref StateSlot<TStored, TState> slot in table.Slots)
        {
            if (!slot.IsEmpty && slot.Newest.Stamp > _layers.Base)
            {
                // A batch has changed it meanwhile.
                return false;
            }

            if (slot.IsLive)
            {
                entries[count++] = (table.KeyOf(in slot), slot.Newest.State, slot.Newest.Stamp);
            }
        }

        if (_spill.TryWrite(entries) is not { } group)
        {
            return false;
        }

        table.Empty();
        _spilled[number] = group;
        _spilledCount++;
        return true;
    }
}
