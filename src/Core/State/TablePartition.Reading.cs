namespace OrleansStream.Stateful;

/// <content>Reading versions.</content>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys>
{
    // Where one place in so many was written, walking all of them in order is faster than going to those that were.
    private const int PlacesOfAWalk = 8;

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
        return version < _layers.Base ? null : Open(0, GroupCount, StateLayers<TState>.Never, version, makesWay: true);
    }

    internal override SnapshotReader<TKey, TState> Read(int group, int groups, long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(group, FirstGroup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(group + groups, FirstGroup + GroupCount);
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(version);
        return Open(group - FirstGroup, groups, StateLayers<TState>.Never, version, makesWay: false);
    }

    internal override long CountChanges(long after, long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(after);
        return CountRecords(after, version);
    }

    internal override StateReader<TKey, TState> ReadChanges(long after, long version)
    {
        using Lock.Scope scope = Gate.EnterReader();
        ThrowUnlessKept(after);
        return after != StateLayers<TState>.Never && CountRecords(after, version) * PlacesOfAWalk >= CountPlaces()
            ? Open(0, GroupCount, after, version, makesWay: false)
            : new ChangesReader<TKey, TStored, TState, TKeys>(this, _layers, after, version);
    }

    /// <summary>A reader is done with; called outside the gate.</summary>
    internal void Forget(TableReader<TKey, TStored, TState, TKeys> reader)
    {
        using Lock.Scope scope = Gate.EnterReader();
        _readers.Remove(reader);
    }

    private TableReader<TKey, TStored, TState, TKeys> Open(int firstTable, int tables, long after, long version, bool makesWay)
    {
        var reader = new TableReader<TKey, TStored, TState, TKeys>(this, firstTable, tables, after, version, makesWay);
        _readers.Add(reader);
        return reader;
    }

    private long CountRecords(long after, long version)
    {
        long records = 0;
        for (int layer = _layers.IndexAfter(after); layer < _layers.Count && _layers[layer].Time <= version; layer++)
        {
            records += _layers[layer].Count;
        }

        return records;
    }

    private long CountPlaces()
    {
        long places = 0;
        foreach (StateTable<TKey, TStored, TState, TKeys> table in _tables)
        {
            places += table.Slots.Length;
        }

        return places;
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
