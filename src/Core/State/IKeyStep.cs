using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>What is done with each key on a walk over a table and the keys of a batch.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal interface IKeyStep<TKey, TStored, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    /// <summary>A key that has a state. Its state may be written or removed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="place">The key's place.</param>
    /// <param name="item">The key's number in the batch, or -1 if it is not there.</param>
    void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, int item);

    /// <summary>A key of the batch that has no state. It may be given one.</summary>
    /// <param name="table">The table that it belongs to.</param>
    /// <param name="item">The key's number in the batch.</param>
    void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int item);
}
