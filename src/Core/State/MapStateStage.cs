using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The stage of <c>MapWithState</c>.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TOut">What the function gives.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed class MapStateStage<TKey, TValue, TState, TOut, TFunction>(
    StateInput<TKey, TState> input,
    Rdd<(TKey Key, TValue Value)> records,
    OperatorState<TKey, TState> state,
    TFunction function,
    MapStateRun run,
    bool keepsSnapshots,
    OperatorInfo info)
    : StateStage<TKey, TState>(input, state, keepsSnapshots, info)
    where TFunction : struct, IStateFunction<TKey, TValue, TState, TOut>
{
    private protected override IShuffleBucket DecodeOutput(PooledBytes bytes) => RecordBuckets.Decode<TOut>(bytes, Parent.Scope.Job);

    private protected override IShuffleBucket? Apply(StatePartition<TKey, TState> partition, int mapPartition, TaskScope task, int number)
    {
        var output = new ExchangeBuckets<TOut>(count: 1, Parent.Scope.Job, MapCount);
        try
        {
            task.AfterChunk = output.Look;
            partition.Accept(new MapStateVisitor<TKey, TValue, TState, TOut, TFunction>(
                records, mapPartition, function, State.Values, run, output.Pieces[0], task, number));
            task.AfterChunk = null;
            return output.Complete()[0];
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
