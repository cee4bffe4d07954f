using System.Runtime.CompilerServices;

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

    /// <summary>Adds a key with its state; there must be room.</summary>
    /// <param name="key">The key.</param>
    /// <param name="state">The state.</param>
    /// <param name="stamp">The time of the batch that used it last.</param>
    /// <param name="counts">Whether it is one at all: if not, the next entry takes its place. It saves a branch that cannot be foretold.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(TKey key, TState state, long stamp, bool counts = true)
    {
        int place = _live;
        _keys[place] = key;
        _states[place] = state;
        _stamps[place] = stamp;
        _live = place + (counts ? 1 : 0);
    }

    /// <summary>Adds a key that was removed; there must be room.</summary>
    internal void AddRemoved(TKey key) => _keys[_keys.Length - ++_removed] = key;

    /// <summary>Adds an entry; there must be room.</summary>
    internal void Add(ref readonly StateEntry<TKey, TState> entry)
    {
        if (entry.IsRemoved)
        {
            AddRemoved(entry.Key);
        }
        else
        {
            Add(entry.Key, entry.State, entry.Stamp);
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
