using OrleansStream.Outputs;

namespace OrleansStream.Execution;

/// <summary>Runs stages on this process's engine threads.</summary>
internal sealed class LocalStageDispatcher(EngineThreads threads, int maxTaskFailures, TaskSequence sequence) : IStageDispatcher
{
    public Task RunShuffleAsync(ShuffleDependency shuffle, CancellationToken cancellation) =>
        shuffle.RunMapStageOnceAsync(() => RunMapStageAsync(shuffle, cancellation), cancellation);

    public async Task<TResult[]> RunAsync<T, TResult>(Rdd<T> rdd, PartitionAction<T, TResult> action, CancellationToken cancellation)
    {
        rdd.Scope.ThrowIfEnded();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, rdd.Scope.Cancellation);
        await RunRequiredShufflesAsync(rdd, either.Token).ConfigureAwait(false);
        var results = new TResult[rdd.PartitionCount];
        await RunTasksAsync(
            action.Name,
            rdd,
            (partition, task) => results[partition] = action.Run(rdd, partition, task),
            either.Token).ConfigureAwait(false);
        return results;
    }

    public async Task<ReadOnlyMemory<byte>[]> RunSinkAsync(SinkJob job, CancellationToken cancellation)
    {
        await RunRequiredShufflesAsync(job.Dataset, cancellation).ConfigureAwait(false);
        var parts = new ReadOnlyMemory<byte>[job.Dataset.PartitionCount];
        await RunTasksAsync(
            job.Operation.Info.Name,
            job.Dataset,
            async (partition, task) => parts[partition] = await job.WriteAsync(partition, task).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        return parts;
    }

    private async Task RunMapStageAsync(ShuffleDependency shuffle, CancellationToken cancellation)
    {
        await RunRequiredShufflesAsync(shuffle.Parent, cancellation).ConfigureAwait(false);
        await RunMapTasksAsync(shuffle, cancellation).ConfigureAwait(false);
    }

    /// <summary>Runs the map tasks of a shuffle whose own inputs are there.</summary>
    internal Task RunMapTasksAsync(ShuffleDependency shuffle, CancellationToken cancellation) =>
        RunTasksAsync(
            shuffle.Info.Name,
            shuffle.Parent,
            (partition, task) => shuffle.SetOutput(partition, shuffle.RunMap(partition, task)),
            cancellation);

    private async Task RunRequiredShufflesAsync(Rdd rdd, CancellationToken cancellation)
    {
        foreach (ShuffleDependency shuffle in rdd.RequiredShuffles())
        {
            await RunShuffleAsync(shuffle, cancellation).ConfigureAwait(false);
        }
    }

    private Task RunTasksAsync(string stage, Rdd rdd, Action<int, TaskScope> body, CancellationToken cancellation) =>
        RunTasksAsync(new StageRun(threads, stage, rdd, maxTaskFailures, body, cancellation), rdd.PartitionCount);

    private Task RunTasksAsync(string stage, Rdd rdd, Func<int, TaskScope, ValueTask> body, CancellationToken cancellation) =>
        RunTasksAsync(new StageRun(threads, stage, rdd, maxTaskFailures, body, cancellation), rdd.PartitionCount);

    private Task RunTasksAsync(StageRun run, int partitions) =>
        partitions == 0 ? Task.CompletedTask : run.RunAsync(sequence.Of(partitions));
}
