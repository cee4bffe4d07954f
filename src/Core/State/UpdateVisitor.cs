using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Runs a task of <c>UpdateStateByKey</c> with a function that is called for each key.</summary>
internal sealed class UpdateVisitor<TKey, TValue, TState, TUpdate>(TUpdate update, UpdateRun<TKey, TValue, TState> run) : IStateTablesVisitor<TKey, TState>
    where TUpdate : struct, IStateUpdate<TKey, TValue, TState>
{
    public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        using var items = new CombineTable<TKey, TStored, int, TKeys>(keys, 0, arena: null);
        using var groups = new ValueGroups<TValue>();
        run.Group<TStored, TKeys>(items, groups, keys);
        using var walk = new KeyWalk<TKey, TStored, int, TState, TKeys>(tables, items);
        var step = new UpdateStep<TKey, TStored, TValue, TState, TKeys, TUpdate>(items, groups, update, run.Values, run.Time);
        for (int table = 0; table < tables.GroupCount && run.Task.Continue(); table++)
        {
            walk.Run(table, ref step, run.Task);
        }
    }
}
