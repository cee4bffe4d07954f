namespace OrleansStream.Stateful;

/// <summary>What a batch brings to an operator's state: the dataset of the stage's tasks, and in the first batch the state to begin with.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="Dataset">The records, partitioned as the state is, with the initial state among their parents.</param>
/// <param name="Initial">The initial state, partitioned likewise, or null for none.</param>
internal sealed record StateInput<TKey, TState>(Rdd Dataset, Rdd<(TKey Key, TState State)>? Initial);
