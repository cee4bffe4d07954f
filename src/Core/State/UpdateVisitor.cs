using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Runs a task of <c>UpdateStateByKey</c> with a function that is called for each key.</summary>
internal sealed class UpdateVisitor<TKey, TValue, TState, TUpdate>(TUpdate update, UpdateRun<TKey, TValue, TState> run) : IStateTablesVisitor<TKey, TState>
    where TUpdate : struct, IStateUpdate<TKey, TValue, TState>
{
    public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        using var walk = new KeyWalk<TKey, TStored, TValue, TState, TKeys>(tables, keys, run.Pools);
        run.Gather(walk);
        var step = new UpdateStep<TKey, TStored, TValue, TState, TKeys, TUpdate>(update, run.Values, run.Time);
        walk.RunAll(ref step, run.Task);
    }
}
