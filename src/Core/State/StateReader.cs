namespace OrleansStream.Stateful;

/// <summary>Reads entries of a version of a partition's state, while later versions are made.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>Used by one thread at a time.</remarks>
internal abstract class StateReader<TKey, TState> : IDisposable
{
    private const int EntriesAtATime = 1024;

    private StateEntry<TKey, TState>[]? _entries;

    /// <summary>Takes the next entries.</summary>
    /// <param name="entries">Room for them; not empty.</param>
    /// <returns>How many there are; 0 at the end; -1 if the version is gone, where a reader makes way for that.</returns>
    internal abstract int Read(Span<StateEntry<TKey, TState>> entries);

    /// <summary>Takes next entries into columns, as many as there is room for or fewer; not from a reader that makes way.</summary>
    /// <param name="columns">Not full.</param>
    /// <returns>Whether there may be more.</returns>
    internal virtual bool Fill(StateColumns<TKey, TState> columns)
    {
        _entries ??= new StateEntry<TKey, TState>[EntriesAtATime];
        Span<StateEntry<TKey, TState>> entries = _entries.AsSpan(0, Math.Min(EntriesAtATime, columns.Room));
        int count = Read(entries);
        foreach (ref readonly StateEntry<TKey, TState> entry in entries[..count])
        {
            columns.Add(in entry);
        }

        return count > 0;
    }

    public abstract void Dispose();
}
