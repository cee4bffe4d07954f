using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>What is done with each key on a walk over a table and the keys of a batch.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TItem">What the batch has for a key.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal interface IKeyStep<TKey, TStored, TItem, TState, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    /// <summary>A key that has a state. Its state may be written or removed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="place">The key's place.</param>
    /// <param name="items">What the batch has for it, which may be nothing.</param>
    void OnState(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TItem> items);

    /// <summary>A key of the batch that has no state. It may be given one.</summary>
    /// <param name="table">The table.</param>
    /// <param name="place">The key's place.</param>
    /// <param name="items">What the batch has for it.</param>
    void OnNew(StateTable<TKey, TStored, TState, TKeys> table, int place, KeyItems<TKey, TItem> items);
}
