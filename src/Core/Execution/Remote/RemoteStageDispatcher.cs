using OrleansStream.Outputs;
using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>Runs the planned stages of a batch on the hosts of a job's partitions.</summary>
/// <remarks>
/// A host that fails fails the attempt; the coordinator then runs the batch
/// again as a new attempt, whose orders void what the old one left. What user code at the coordinator makes of a batch's datasets runs on the hosts too, which are
/// told how to make it; unless the user wants it to run here, or its results have no codec.
/// </remarks>
internal sealed class RemoteStageDispatcher(StreamingContext context, IPartitionTransport transport) : IStageDispatcher
{
    private readonly LocalStageDispatcher _local = new(context.Threads, context.Options.MaxTaskFailures, new TaskSequence(context.Options.TaskOrderSeed));
    private readonly BucketPuller _puller = new(transport);

    public IPartitionTransport? Hosts => transport;

    public Task RunShuffleAsync(ShuffleDependency shuffle, CancellationToken cancellation) =>
        shuffle.RunMapStageOnceAsync(() => RunMapStageAsync(shuffle, cancellation), cancellation);

    public async Task<TResult[]> RunAsync<T, TResult>(
        Rdd<T> rdd, PartitionAction<T, TResult> action, IReadOnlyList<int>? partitions, CancellationToken cancellation)
    {
        using DatasetUse use = DatasetUse.Begin(rdd);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, rdd.Scope.Cancellation);
        if (rdd.Scope.Plan is not null && !rdd.IsLocal && context.Recipes.CanSend(typeof(TResult)))
        {
            await RunRequiredShufflesAsync(rdd, either.Token).ConfigureAwait(false);
            using var recipe = new RecipeWriter(context.Recipes, rdd.Scope);
            recipe.Add(rdd, rdd.GetType(), action.Name);
            recipe.Add(action, action.GetType(), action.Name);
            ReadOnlyMemory<byte>[] results = await RunTasksAsync(
                rdd, TaskKind.Action, rdd.Scope.NextAction(), versions: [], recipe.Complete(), partitions, either.Token).ConfigureAwait(false);
            return Array.ConvertAll(results, result => PartitionAction<T, TResult>.Decode(result, context.Recipes));
        }

        await PrepareHereAsync(rdd, partitions, either.Token).ConfigureAwait(false);
        return await _local.RunAsync(rdd, action, partitions, either.Token).ConfigureAwait(false);
    }

    public async Task<ReadOnlyMemory<byte>[]> RunSinkAsync(SinkJob job, CancellationToken cancellation)
    {
        using DatasetUse use = DatasetUse.Begin(job.Dataset);
        await RunRequiredShufflesAsync(job.Dataset, cancellation).ConfigureAwait(false);
        return await RunTasksAsync(job.Dataset, TaskKind.Sink, job.Operation.Id, versions: [], recipe: default, partitions: null, cancellation).ConfigureAwait(false);
    }

    private async Task RunMapStageAsync(ShuffleDependency shuffle, CancellationToken cancellation)
    {
        if (!shuffle.IsShared)
        {
            await PrepareHereAsync(shuffle.Parent, partitions: null, cancellation).ConfigureAwait(false);
            await _local.RunMapTasksAsync(shuffle, cancellation).ConfigureAwait(false);
            return;
        }

        await RunRequiredShufflesAsync(shuffle.Parent, cancellation).ConfigureAwait(false);
        shuffle.OnStarting();
        ReadOnlyMemory<byte> recipe = shuffle.IsPlanned ? default : RecipeOf(shuffle);
        await RunTasksAsync(
            shuffle.Parent, TaskKind.Map, shuffle.Number, (shuffle as StateStage)?.Versions ?? [], recipe, partitions: null, cancellation).ConfigureAwait(false);
        shuffle.OnCompleted();
    }

    private ReadOnlyMemory<byte> RecipeOf(ShuffleDependency shuffle)
    {
        using var recipe = new RecipeWriter(context.Recipes, shuffle.Parent.Scope);
        recipe.Add(shuffle, shuffle.GetType(), shuffle.Info.Name);
        return recipe.Complete();
    }

    /// <summary>Makes the shuffles that a dataset's partitions, by default all, read readable in this process.</summary>
    private async Task PrepareHereAsync(Rdd rdd, IReadOnlyList<int>? partitions, CancellationToken cancellation)
    {
        for (int losses = 0; ; losses++)
        {
            await RunRequiredShufflesAsync(rdd, cancellation).ConfigureAwait(false);
            try
            {
                foreach (int partition in partitions ?? [.. Enumerable.Range(0, rdd.PartitionCount)])
                {
                    await _puller.PullInputsAsync(rdd, partition, cancellation).ConfigureAwait(false);
                }

                return;
            }
            catch (OutputLostException error) when (losses < context.Options.MaxTaskFailures && TryForget(rdd, error.Outputs))
            {
                // Its map stage runs again.
            }
        }
    }

    private async Task RunRequiredShufflesAsync(Rdd rdd, CancellationToken cancellation)
    {
        foreach (ShuffleDependency shuffle in rdd.RequiredShuffles())
        {
            await RunShuffleAsync(shuffle, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a task for each of some partitions, by default all, of a dataset whose shuffles have run.</summary>
    /// <returns>The results, in the order of <paramref name="partitions"/>.</returns>
    private async Task<ReadOnlyMemory<byte>[]> RunTasksAsync(
        Rdd rdd,
        TaskKind kind,
        long number,
        IReadOnlyList<BatchId> versions,
        ReadOnlyMemory<byte> recipe,
        IReadOnlyList<int>? partitions,
        CancellationToken cancellation)
    {
        BatchPlan plan = rdd.Scope.Plan ?? throw new InvalidOperationException("Only a batch's datasets run on partition hosts.");
        var ended = new TaskProgress[rdd.PartitionCount];
        partitions ??= [.. Enumerable.Range(0, ended.Length)];
        int[] left = [.. partitions];
        for (int losses = 0; left.Length > 0; losses++)
        {
            if (losses > 0)
            {
                await RunRequiredShufflesAsync(rdd, cancellation).ConfigureAwait(false);
            }

            BatchTime oldest = context.Coordinator?.OldestRetained ?? plan.Time;
            PlannedBatch[] earlier = [.. context.Coordinator?.LookedBackOnFrom(plan.Time).Select(PlannedBatch.Of) ?? []];
            await Task.WhenAll(left.Select(async partition => ended[partition] = await RunTaskAsync(
                transport.HostOf(partition),
                new TaskOrder(new TaskId(plan.Id, kind, number, partition), plan.Zero, oldest, PlannedBatch.Of(plan), earlier, versions, recipe),
                cancellation).ConfigureAwait(false))).ConfigureAwait(false);
            left = [.. left.Where(partition => ended[partition].Failure is not null)];
            foreach (TaskFailure failure in left.Select(partition => ended[partition].Failure!))
            {
                if (losses >= context.Options.MaxTaskFailures || failure.LostOutputs is null || !TryForget(rdd, failure.LostOutputs))
                {
                    ReportLostState(rdd, failure.LostOutputs ?? []);
                    throw OperatorFailedException.Remote(failure, plan.Time);
                }
            }
        }

        var reports = new TaskReports();
        foreach (int partition in partitions)
        {
            reports.Add(ended[partition].Reports, context.Runtime.Facts);
        }

        reports.HandOver(rdd);

        return [.. partitions.Select(partition => ended[partition].Result)];
    }

    /// <summary>Has the map stages of shuffles that a dataset reads run again: hosts run those of their tasks that they do not know.</summary>
    /// <returns>Whether that helps: a stage that changes state runs again only in another attempt of its batch.</returns>
    private static bool TryForget(Rdd rdd, IReadOnlyList<LostOutput> lost)
    {
        ShuffleDependency[] shuffles =
            [.. rdd.RequiredShuffles().Where(shuffle => shuffle.IsShared && lost.Contains(new LostOutput(shuffle.Parent.Scope.Plan!.Id, shuffle.Number)))];
        if (Array.Exists(shuffles, shuffle => shuffle is StateStage))
        {
            return false;
        }

        Array.ForEach(shuffles, shuffle => shuffle.ForgetMapStage());
        return true;
    }

    /// <summary>Sees to it that what operators with state have given comes again if it is lost: of a committed batch the checkpoint has it, which the next
    /// life of the coordinator takes it from; others run again.</summary>
    private void ReportLostState(Rdd rdd, IReadOnlyList<LostOutput> lost)
    {
        foreach (StateStage stage in rdd.RequiredShuffles().OfType<StateStage>().Where(stage => lost.Contains(new LostOutput(stage.Parent.Scope.Plan!.Id, stage.Number))))
        {
            if (stage.Time <= context.Coordinator?.Committed)
            {
                context.Coordinator.End(new KeptOutputLostException(stage.Time));
            }
            else
            {
                context.Runtime.States.ReportLoss();
            }
        }
    }

    /// <returns>How the task has ended; with a failure only if it has not begun, for what it reads is lost.</returns>
    private async Task<TaskProgress> RunTaskAsync(int host, TaskOrder order, CancellationToken cancellation)
    {
        await StartAsync(host, order, cancellation).ConfigureAwait(false);
        while (true)
        {
            TaskProgress progress = await transport.AwaitProgressAsync(host, order.Id, cancellation).ConfigureAwait(false);
            if (progress.Failure is { LostOutputs: null } failure)
            {
                if (failure.StateIsLost)
                {
                    context.Runtime.States.ReportLoss();
                }

                throw OperatorFailedException.Remote(failure, order.Batch.Seal.Time);
            }

            if (progress.Done)
            {
                return progress;
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task StartAsync(int host, TaskOrder order, CancellationToken cancellation)
    {
        try
        {
            await transport.StartAsync(host, order, cancellation).ConfigureAwait(false);
        }
        catch (JobFencedException error)
        {
            // Every other attempt would be refused too.
            context.Coordinator?.End(error);
            throw;
        }
    }
}
