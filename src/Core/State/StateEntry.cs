namespace OrleansStream.Stateful;

/// <summary>A key and its state in one version.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="Group">The key's group.</param>
/// <param name="Key">The key.</param>
/// <param name="State">The state, the default of its type if there is none. Objects in it are the table's: not to be changed.</param>
/// <param name="Stamp">The time of the batch that used the key last, in milliseconds.</param>
/// <param name="IsRemoved">Whether the key has no state; only where changes are read.</param>
internal readonly record struct StateEntry<TKey, TState>(int Group, TKey Key, TState State, long Stamp, bool IsRemoved);
