namespace OrleansStream;

/// <summary>What the state of a key is at a committed batch.</summary>
/// <typeparam name="TState">The states' type.</typeparam>
/// <param name="BatchTime">The batch.</param>
/// <param name="State">The state that the key has when the batch is over, or none.</param>
/// <remarks>The state is the caller's own: it cannot be changed, or is a copy.</remarks>
public readonly record struct CommittedState<TState>(BatchTime BatchTime, Option<TState> State);
