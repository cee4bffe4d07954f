using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Code that is compiled for the tables of a partition.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal interface IStateTablesVisitor<TKey, TState>
{
    /// <summary>Called once with the partition.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="keys">How keys are kept.</param>
    void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> partition, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>;
}
