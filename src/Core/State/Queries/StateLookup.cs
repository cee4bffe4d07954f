namespace OrleansStream.Stateful;

/// <summary>What a version of a partition's state has for a key.</summary>
/// <typeparam name="TState">States.</typeparam>
/// <param name="Found">Whether the key has a state.</param>
/// <param name="State">The state, the default of its type if there is none. Objects in it are the table's: not to be changed.</param>
/// <param name="Stamp">The time of the batch that used the key last; while it is the same, so is the state.</param>
internal readonly record struct StateLookup<TState>(bool Found, TState State, long Stamp);
