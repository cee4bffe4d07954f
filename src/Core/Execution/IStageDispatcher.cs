using OrleansStream.Outputs;

namespace OrleansStream.Execution;

/// <summary>Runs the tasks of stages: on this process's engine threads, or on the partition hosts of a cluster.</summary>
internal interface IStageDispatcher
{
    /// <summary>The hosts of the job's partitions, which plan batches too and keep the state; null where tasks run in this process.</summary>
    IPartitionTransport? Hosts { get; }

    /// <summary>Makes sure that all map tasks of a shuffle have run, its own shuffles first.</summary>
    Task RunShuffleAsync(ShuffleDependency shuffle, CancellationToken cancellation);

    /// <summary>Runs an action on partitions of a dataset, its shuffles first.</summary>
    /// <param name="rdd">The dataset.</param>
    /// <param name="action">The action.</param>
    /// <param name="partitions">The partitions, or null for all.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The results in the order of <paramref name="partitions"/>.</returns>
    /// <exception cref="OperatorFailedException">A task failed as often as the job allows.</exception>
    Task<TResult[]> RunAsync<T, TResult>(
        Rdd<T> rdd, PartitionAction<T, TResult> action, IReadOnlyList<int>? partitions, CancellationToken cancellation);

    /// <summary>Writes every partition of a sink's batch, its shuffles first.</summary>
    /// <returns>What the writers returned, in partition order.</returns>
    /// <exception cref="OperatorFailedException">A task failed as often as the job allows.</exception>
    Task<ReadOnlyMemory<byte>[]> RunSinkAsync(SinkJob job, CancellationToken cancellation);
}
