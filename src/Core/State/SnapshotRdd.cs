using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>All keys that have a state after a batch, with their states.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="stage">The stage that changes the state in the batch.</param>
/// <param name="partitioning">How the state is partitioned, or null not to tell.</param>
/// <param name="info">The operator.</param>
internal sealed class SnapshotRdd<TKey, TState>(StateStage<TKey, TState> stage, Partitioning<TKey>? partitioning, OperatorInfo info)
    : Rdd<(TKey Key, TState Value)>(stage.Parent.Scope, stage.MapCount, info)
{
    internal override Partitioning? Partitioning => partitioning;

    internal override IReadOnlyList<ShuffleDependency> Shuffles => [stage];

    internal override IEnumerable<(ShuffleDependency Shuffle, int ReducePartition)> ShuffleReads(int partition) => [(stage, stage.SnapshotOf(partition))];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => stage.ReadSnapshot(partition, ref sink, task);
}
