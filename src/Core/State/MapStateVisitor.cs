using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Runs a task of <c>MapWithState</c>.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TOut">What the function gives.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed class MapStateVisitor<TKey, TValue, TState, TOut, TFunction>(
    Rdd<(TKey Key, TValue Value)> records,
    int partition,
    TFunction function,
    StateValues<TState> values,
    MapStateRun run,
    RecordPieces<TOut> output,
    TaskScope task,
    int number)
    : IStateTablesVisitor<TKey, TState>
    where TFunction : struct, IStateFunction<TKey, TValue, TState, TOut>
{
    public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        using var map = new MapStateTask<TKey, TStored, TValue, TState, TOut, TKeys, TFunction>(tables, keys, function, values, run, output, task, number);
        map.Run(records, partition, task);

        // After the records: one that comes in this batch still finds the state.
        map.DropIdle();
    }
}
