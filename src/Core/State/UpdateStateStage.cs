using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The stage of <c>UpdateStateByKey</c>: what comes of it is the state itself.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal sealed class UpdateStateStage<TKey, TValue, TState>(
    StateInput<TKey, TState> input,
    Rdd<(TKey Key, TValue Value)> records,
    OperatorState<TKey, TState> state,
    Func<UpdateRun<TKey, TValue, TState>, IStateTablesVisitor<TKey, TState>> update,
    bool keepsSnapshots,
    OperatorInfo info)
    : StateStage<TKey, TState>(input, state, keepsSnapshots, info)
{
    private protected override IShuffleBucket? Apply(StatePartition<TKey, TState> partition, int mapPartition, TaskScope task, int number)
    {
        partition.Accept(update(new UpdateRun<TKey, TValue, TState>(records, mapPartition, State.Values, Time, task, number)));
        return null;
    }
}
