using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <summary>The keys of a window, each with what its values come to.</summary>
/// <param name="scope">The window's batch.</param>
/// <param name="parts">The reduced batches, oldest first.</param>
/// <param name="start">The window has the batches after this time.</param>
/// <param name="turn">Where the window turns.</param>
/// <param name="partitions">What this process keeps from window to window.</param>
/// <param name="partitioning">Which keys lie in which partition.</param>
/// <param name="info">The operator.</param>
internal sealed class WindowReducedRdd<TKey, TValue>(
    BatchScope scope,
    IReadOnlyList<WindowPart<(TKey Key, TValue Value)>> parts,
    BatchTime start,
    BatchTime turn,
    WindowPartition<TKey, TValue>[] partitions,
    Partitioning<TKey> partitioning,
    OperatorInfo info)
    : Rdd<(TKey Key, TValue Value)>(scope, partitions.Length, info)
{
    internal IReadOnlyList<WindowPart<(TKey Key, TValue Value)>> Parts => parts;

    /// <summary>The batch time of the window.</summary>
    internal BatchTime EndTime { get; } = scope.Time ?? throw new InvalidOperationException("A window ends with a batch.");

    /// <summary>The window has the batches after this time.</summary>
    internal BatchTime Start => start;

    /// <summary>Batches up to this time are combined from the newest to the oldest, those after it from the oldest to the newest.</summary>
    internal BatchTime Turn => turn;

    internal override Partitioning? Partitioning => partitioning;

    internal override IReadOnlyList<Rdd> NarrowParents { get; } = [.. parts.Select(part => part.Dataset)];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => partitions[partition].Read(this, partition, ref sink, task);
}
