using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Runs a task of <c>UpdateStateByKey</c> with a function that is called once for all keys of a partition.</summary>
internal sealed class SequenceUpdateVisitor<TKey, TValue, TState>(
    Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)>, IEnumerable<(TKey Key, TState State)>> function,
    UpdateRun<TKey, TValue, TState> run)
    : IStateTablesVisitor<TKey, TState>
{
    public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        // Nothing changes before the function has seen everything: it may be lazy and read as it writes.
        using var given = new KeyWalk<TKey, TStored, TState, TState, TKeys>(tables, keys, run.Pools);
        StateGate.RunFunction(() =>
        {
            IEnumerable<(TKey Key, TState State)> results = function(Sequence(tables, keys))
                ?? throw new InvalidOperationException("The function of UpdateStateByKey returned null; return an empty sequence to keep no key.");
            foreach ((TKey key, TState state) in results)
            {
                given.Add(key, state);
            }
        });

        run.Task.Current = run.Number;
        var step = new SequenceApplyStep<TKey, TStored, TState, TKeys>(run.Values);
        given.RunAll(ref step, run.Task);
    }

    private IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)> Sequence<TStored, TKeys>(
        TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        using var walk = new KeyWalk<TKey, TStored, TValue, TState, TKeys>(tables, keys, run.Pools);
        run.Gather(walk);
        walk.Arrange();
        var gathered = new List<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)>();
        for (int table = 0; table < tables.GroupCount && run.Task.Continue(); table++)
        {
            var step = new SequenceGatherStep<TKey, TStored, TValue, TState, TKeys>(run.Values, gathered);
            walk.Run(table, ref step, run.Task);
            foreach ((TKey Key, IReadOnlyList<TValue> Values, Option<TState> State) one in gathered)
            {
                yield return one;
            }

            gathered.Clear();
        }
    }
}
