using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The records of a batch for an operator's state, empty if the batch has no dataset of them.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <param name="scope">The batch.</param>
/// <param name="partitions">How many partitions the state has.</param>
/// <param name="records">The records, partitioned as the state is; null for none.</param>
/// <param name="initial">What else the stage reads; null for nothing.</param>
/// <param name="info">The operator.</param>
internal sealed class StateInputRdd<TKey, TValue>(
    BatchScope scope, int partitions, Rdd<(TKey Key, TValue Value)>? records, Rdd? initial, OperatorInfo info)
    : Rdd<(TKey Key, TValue Value)>(scope, partitions, info)
{
    internal override int ChainDepth => records?.ChainDepth ?? 0;

    internal override IReadOnlyList<Rdd> NarrowParents { get; } = [.. new[] { records, initial }.OfType<Rdd>()];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => records?.Feed(partition, ref sink, task);
}
