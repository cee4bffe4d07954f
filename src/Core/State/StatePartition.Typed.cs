namespace OrleansStream.Stateful;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal abstract class StatePartition<TKey, TState> : StatePartition
{
    /// <summary>Hands the tables to code that changes them, in a version that has been begun.</summary>
    internal abstract void Accept(IStateTablesVisitor<TKey, TState> visitor);

    /// <summary>Looks a key up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">The version.</param>
    /// <param name="found">What the version has for the key.</param>
    /// <returns>False if the version is no longer kept.</returns>
    /// <exception cref="InvalidOperationException">The thread is inside a state function.</exception>
    internal abstract bool TryLookUp(TKey key, long version, out StateLookup<TState> found);

    /// <summary>Reads all keys with their states, but makes way for those who promote later versions: the reader then gives -1.</summary>
    /// <param name="version">The version.</param>
    /// <returns>The reader, or null if the version is no longer kept.</returns>
    /// <exception cref="InvalidOperationException">The thread is inside a state function.</exception>
    internal abstract StateReader<TKey, TState>? TryScan(long version);

    /// <summary>Reads the keys of some groups with their states.</summary>
    /// <param name="group">The first group.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="version">The version.</param>
    /// <exception cref="InvalidOperationException">The version is not kept, or the thread is inside a state function.</exception>
    internal abstract SnapshotReader<TKey, TState> Read(int group, int groups, long version);

    /// <summary>How many entries <see cref="ReadChanges"/> gives at most.</summary>
    /// <param name="after">The version before the first change.</param>
    /// <param name="version">The last version.</param>
    internal abstract long CountChanges(long after, long version);

    /// <summary>Reads the keys that were written by the batches of a range, each once, as they are in the last of them. Until the reader is done with,
    /// neither may the versions be undone nor later ones be promoted.</summary>
    /// <param name="after">The version before the first change.</param>
    /// <param name="version">The last version.</param>
    /// <exception cref="InvalidOperationException">A version is not kept, or the thread is inside a state function.</exception>
    internal abstract StateReader<TKey, TState> ReadChanges(long after, long version);

    /// <summary>Makes room for keys that are about to be loaded.</summary>
    internal abstract void Reserve(long keys);

    /// <summary>Hashes keys, whatever partition they belong to.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="hashes">Room for their hashes.</param>
    internal abstract void Hash(ReadOnlySpan<TKey> keys, Span<ulong> hashes);

    /// <summary>Adds keys with their states to the oldest version, which is the one promoted last; only before the first batch. What is there of a
    /// key already is replaced. Several threads may load at a time, keys of all groups; nobody may read meanwhile.</summary>
    /// <param name="keys">The keys, which belong to this partition; it is the faster the more of the same group follow each other.</param>
    /// <param name="hashes">Their hashes.</param>
    /// <param name="states">Their states.</param>
    /// <param name="stamps">The times of the batches that used them last.</param>
    /// <exception cref="InvalidOperationException">A stamp is of a later version, or a version has been begun.</exception>
    internal abstract void Load(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, ReadOnlySpan<TState> states, ReadOnlySpan<long> stamps);

    /// <summary>Moves key groups to disk until what the context has in memory is within its limit, or no group may go.</summary>
    internal abstract void MakeRoom();

    /// <summary>Takes the state of keys away; otherwise as <see cref="Load"/>.</summary>
    internal abstract void LoadRemoved(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes);
}
