using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>What the function of a stateful operator gave in a batch.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TOut">What the function gives.</typeparam>
internal sealed class StateOutputRdd<TKey, TState, TOut>(StateStage<TKey, TState> stage)
    : Rdd<TOut>(stage.Parent.Scope, stage.MapCount, stage.Info)
{
    /// <summary>The stage that runs the function.</summary>
    internal StateStage<TKey, TState> Stage => stage;

    internal override IReadOnlyList<ShuffleDependency> Shuffles => [stage];

    internal override bool IsKept => true;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) =>
        RecordBuckets.Feed<TOut, TSink>(stage.Bucket(partition, partition), ref sink, task, Scope.Job);
}
