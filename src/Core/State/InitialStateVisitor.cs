using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Gives the keys of a partition the state that they begin with.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal sealed class InitialStateVisitor<TKey, TState>(Rdd<(TKey Key, TState State)> initial, int partition, StateValues<TState> values, TaskScope scope, int number)
    : IStateTablesVisitor<TKey, TState>
{
    public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        using var task = new InitialStateTask<TKey, TStored, TState, TKeys>(tables, keys, values, scope, number);
        task.Run(initial, partition, scope);
    }
}
