using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <content>Reading versions, and loading the first one.</content>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys>
{
    internal override bool TryLookUp(TKey key, long version, out StateLookup<TState> found)
    {
        TStored stored = _keys.Form(key, out ulong hash);
        found = default;
        using Lock.Scope scope = Gate.EnterReader();
        if (version < _layers.Base)
        {
            return false;
        }

        StateTable<TKey, TStored, TState, TKeys> table = TableOf(hash);
        int place = table.Find(in stored, hash, out bool isThere);
        if (isThere && table.TryRead(in table.At(place), version, out TState state, out long stamp))
        {
            found = new StateLookup<TState>(Found: true, state, stamp);
        }

        return true;
    }

    internal override (long Keys, long Bytes)? Measure(long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        if (version < _layers.Base)
        {
            return null;
        }

        int later = _layers.IndexAfter(version);
        return (later < _layers.Count ? _layers[later].KeysBefore : CountLive(), CountBytes());
    }

    internal override StateReader<TKey, TState>? TryScan(long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        return version < _layers.Base ? null : Open(0, GroupCount, version, makesWay: true);
    }

    internal override SnapshotReader<TKey, TState> Read(int group, int groups, long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(group, FirstGroup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(group + groups, FirstGroup + GroupCount);
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(version);
        return Open(group - FirstGroup, groups, version, makesWay: false);
    }

    internal override void CountChanges(long after, long version, Span<int> counts)
    {
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(after);
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            StateLayer<TState> changes = _layers[layer];
            for (int i = 0; changes.Time > after && changes.Time <= version && i < changes.Count; i++)
            {
                counts[changes[i].Table]++;
            }
        }
    }

    internal override StateReader<TKey, TState> ReadChanges(long after, long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(after);
        return new ChangesReader<TKey, TStored, TState, TKeys>(this, _layers, after, version);
    }

    internal override void Reserve(long keys)
    {
        using Lock.Scope scope = Gate.EnterReader();

        // Keys spread evenly, but not exactly.
        int each = (int)Math.Min(keys / _tables.Length * 9 / 8, int.MaxValue / 2);
        if (2L * each * _tables.Length * Unsafe.SizeOf<StateSlot<TStored, TState>>() <= _spill.Room)
        {
            Array.ForEach(_tables, table => table.Reserve(each));
        }
    }

    internal override void Load(ReadOnlySpan<StateEntry<TKey, TState>> entries)
    {
        using (Gate.EnterReader())
        {
            if (_layers.Count > 0)
            {
                throw new InvalidOperationException("State is loaded before the first batch.");
            }

            foreach (ref readonly StateEntry<TKey, TState> entry in entries)
            {
                TStored key = _keys.Form(entry.Key, out ulong hash);
                TableOf(hash).Load(in key, hash, in entry);
            }
        }

        MakeRoom();
    }

    /// <summary>A reader is done with; called outside the gate.</summary>
    internal void Forget(TableReader<TKey, TStored, TState, TKeys> reader)
    {
        using Lock.Scope scope = Gate.EnterReader();
        _readers.Remove(reader);
    }

    private TableReader<TKey, TStored, TState, TKeys> Open(int firstTable, int tables, long version, bool makesWay)
    {
        var reader = new TableReader<TKey, TStored, TState, TKeys>(this, firstTable, tables, version, makesWay);
        _readers.Add(reader);
        return reader;
    }

    /// <summary>A table is about to be built anew; called inside the gate.</summary>
    private void Moving(int table)
    {
        Moves++;
        foreach (TableReader<TKey, TStored, TState, TKeys> reader in _readers)
        {
            reader.ReadAheadIn(table);
        }
    }
}
