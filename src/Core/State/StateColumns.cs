namespace OrleansStream.Stateful;

/// <summary>Entries of a state in columns, as they go to the checkpoint and come from it.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>Removed keys fill the column of keys from its end.</remarks>
internal sealed class StateColumns<TKey, TState>
{
    private TKey[] _keys;
    private TState[] _states;
    private long[] _stamps;
    private int _live;
    private int _removed;

    /// <param name="length">How many entries there is room for.</param>
    internal StateColumns(int length)
    {
        _keys = new TKey[length];
        _states = new TState[length];
        _stamps = new long[length];
    }

    /// <summary>The keys that have a state.</summary>
    internal Span<TKey> Keys => _keys.AsSpan(0, _live);

    /// <summary>Their states. Objects in them are the table's: not to be changed.</summary>
    internal Span<TState> States => _states.AsSpan(0, _live);

    /// <summary>The times of the batches that used the keys last, in milliseconds.</summary>
    internal Span<long> Stamps => _stamps.AsSpan(0, _live);

    /// <summary>The keys that were removed.</summary>
    internal Span<TKey> Removed => _keys.AsSpan(_keys.Length - _removed, _removed);

    internal int Count => _live + _removed;

    /// <summary>How many more entries there is room for.</summary>
    internal int Room => _keys.Length - Count;

    /// <summary>Where the next keys with states go, which <see cref="Advance"/> then counts: at most as many as there is <see cref="Room"/> for.</summary>
    internal (int First, TKey[] Keys, TState[] States, long[] Stamps) Free => (_live, _keys, _states, _stamps);

    /// <summary>Counts keys with states that have been put where they go.</summary>
    internal void Advance(int count) => _live += count;

    /// <summary>Adds an entry; there must be room.</summary>
    internal void Add(ref readonly StateEntry<TKey, TState> entry)
    {
        if (entry.IsRemoved)
        {
            _keys[_keys.Length - ++_removed] = entry.Key;
        }
        else
        {
            _keys[_live] = entry.Key;
            _states[_live] = entry.State;
            _stamps[_live++] = entry.Stamp;
        }
    }

    /// <summary>Makes room for exactly some entries, which the spans then are for.</summary>
    internal void Expect(int live, int removed)
    {
        if (live + removed > _keys.Length)
        {
            _keys = new TKey[live + removed];
            _states = new TState[live + removed];
            _stamps = new long[live + removed];
        }

        _live = live;
        _removed = removed;
    }

    /// <summary>Forgets the entries.</summary>
    internal void Clear() => _live = _removed = 0;
}
