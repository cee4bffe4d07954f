using OrleansStream.Outputs;

namespace OrleansStream.Execution;

/// <summary>Runs stages on this process's engine threads.</summary>
/// <param name="threads">The threads.</param>
/// <param name="maxTaskFailures">How often a task is tried.</param>
/// <param name="sequence">In which order tasks begin.</param>
/// <param name="checkedBy">Refuses functions that a cluster could not run elsewhere, or null to allow them.</param>
internal sealed class LocalStageDispatcher(EngineThreads threads, int maxTaskFailures, TaskSequence sequence, Recipes? checkedBy = null) : IStageDispatcher
{
    public IPartitionTransport? Hosts => null;

    public Task RunShuffleAsync(ShuffleDependency shuffle, CancellationToken cancellation) =>
        shuffle.RunMapStageOnceAsync(() => RunMapStageAsync(shuffle, cancellation), cancellation);

    public async Task<TResult[]> RunAsync<T, TResult>(
        Rdd<T> rdd, PartitionAction<T, TResult> action, IReadOnlyList<int>? partitions, CancellationToken cancellation)
    {
        rdd.Scope.Plan?.ThrowIfTold();
        using DatasetUse use = DatasetUse.Begin(rdd);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, rdd.Scope.Cancellation);
        await RunRequiredShufflesAsync(rdd, either.Token).ConfigureAwait(false);
        BodyCheck? check = checkedBy is null ? null : BodyCheck.Begin(checkedBy, rdd, (rdd, action.Name), (action, action.Name));
        var results = new TResult[rdd.PartitionCount];
        await RunTasksAsync(
            ReportSource.Action,
            rdd.Scope.NextAction(),
            action.Name,
            rdd,
            partitions,
            (partition, task) => results[partition] = action.Run(rdd, partition, task),
            either.Token).ConfigureAwait(false);
        check?.End();
        return partitions is null ? results : [.. partitions.Select(partition => results[partition])];
    }

    public async Task<ReadOnlyMemory<byte>[]> RunSinkAsync(SinkJob job, CancellationToken cancellation)
    {
        using DatasetUse use = DatasetUse.Begin(job.Dataset);
        await RunRequiredShufflesAsync(job.Dataset, cancellation).ConfigureAwait(false);
        var parts = new ReadOnlyMemory<byte>[job.Dataset.PartitionCount];
        await RunTasksAsync(
            ReportSource.Output,
            job.Operation.Id,
            job.Operation.Info.Name,
            job.Dataset,
            partitions: null,
            async (partition, task) => parts[partition] = await job.WriteAsync(partition, task).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        return parts;
    }

    private async Task RunMapStageAsync(ShuffleDependency shuffle, CancellationToken cancellation)
    {
        await RunRequiredShufflesAsync(shuffle.Parent, cancellation).ConfigureAwait(false);
        BodyCheck? check = checkedBy is null ? null : BodyCheck.Begin(checkedBy, shuffle.Parent, (shuffle, shuffle.Info.Name));
        shuffle.OnStarting();
        await RunMapTasksAsync(shuffle, cancellation).ConfigureAwait(false);
        check?.End();
        shuffle.OnCompleted();
    }

    /// <summary>Runs the map tasks of a shuffle whose own inputs are there.</summary>
    internal Task RunMapTasksAsync(ShuffleDependency shuffle, CancellationToken cancellation) =>
        RunTasksAsync(
            ReportSource.Shuffle,
            shuffle.Number,
            shuffle.Info.Name,
            shuffle.Parent,
            partitions: null,
            async (partition, task) => shuffle.SetOutput(partition, await shuffle.RunMapAsync(partition, task).ConfigureAwait(false)),
            cancellation);

    private async Task RunRequiredShufflesAsync(Rdd rdd, CancellationToken cancellation)
    {
        foreach (ShuffleDependency shuffle in rdd.RequiredShuffles())
        {
            await RunShuffleAsync(shuffle, cancellation).ConfigureAwait(false);
        }
    }

    private Task RunTasksAsync(
        ReportSource source, long number, string stage, Rdd rdd, IReadOnlyList<int>? partitions, Action<int, TaskScope> body, CancellationToken cancellation) =>
        RunTasksAsync(new StageRun(threads, source, number, stage, rdd, maxTaskFailures, body, cancellation), rdd, partitions);

    private Task RunTasksAsync(
        ReportSource source, long number, string stage, Rdd rdd, IReadOnlyList<int>? partitions, Func<int, TaskScope, ValueTask> body, CancellationToken cancellation) =>
        RunTasksAsync(new StageRun(threads, source, number, stage, rdd, maxTaskFailures, body, cancellation), rdd, partitions);

    private async Task RunTasksAsync(StageRun run, Rdd rdd, IReadOnlyList<int>? partitions)
    {
        int[] order = sequence.Of(partitions?.Count ?? rdd.PartitionCount);
        if (order.Length > 0)
        {
            await run.RunAsync(partitions is null ? order : [.. order.Select(place => partitions[place])]).ConfigureAwait(false);
            run.Reports.HandOver(rdd);
        }
    }
}
