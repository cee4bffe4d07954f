using OrleansStream.Outputs;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>An attempt of a batch on a partition host: as much of it is planned as tasks ask for.</summary>
/// <remarks>A host that is new to a batch which has run could not plan it all: what its windows looked back on is not remembered any longer.
/// Safe for several threads.</remarks>
/// <param name="plan">The plan.</param>
/// <param name="graph">The job's graph.</param>
/// <param name="cancel">Ends all that the batch does here.</param>
internal sealed class HostedBatch(BatchPlan plan, StreamGraph graph, CancellationTokenSource cancel)
{
    private readonly Lazy<Task<IReadOnlyDictionary<int, OutputJob>>> _jobs = new(() => Task.Run(() => plan.RunAsync(graph)));

    internal BatchPlan Plan => plan;

    internal BatchScope Scope => plan.Scope;

    internal CancellationToken Cancellation => cancel.Token;

    /// <summary>What a task is to do.</summary>
    /// <param name="task">The task.</param>
    /// <param name="recipe">How to make what the plan does not have, or empty.</param>
    /// <param name="recipes">What is known of the job.</param>
    /// <exception cref="InvalidOperationException">It is not in the plan, or cannot be made here.</exception>
    internal async ValueTask<HostedWork> FindAsync(TaskId task, ReadOnlyMemory<byte> recipe, Recipes recipes)
    {
        if (recipe.IsEmpty)
        {
            return task.Kind == TaskKind.Map
                ? HostedWork.Of(await FindShuffleAsync(task.Number).ConfigureAwait(false))
                : HostedWork.Of(await FindSinkAsync((int)task.Number).ConfigureAwait(false));
        }

        return await recipes.ReadAsync(
            recipe, plan, reader => reader.Read() is var made && made is ShuffleDependency shuffle
                ? HostedWork.Of(shuffle)
                : HostedWork.Of((Rdd)made!, (PartitionAction)reader.Read()!, reader.Copies),
            () => _jobs.Value).ConfigureAwait(false);
    }

    /// <summary>Stops what it does and frees what it holds.</summary>
    internal async Task EndAsync()
    {
        await cancel.CancelAsync().ConfigureAwait(false);
        cancel.Dispose();
        Scope.Dispose();
    }

    private async ValueTask<ShuffleDependency> FindShuffleAsync(long number)
    {
        // Not before it is planned: a shuffle has its number before it is complete.
        await (PlanNumbers.StreamOf(number) is { } stream ? plan.PlanAsync(graph.Streams[stream]) : _jobs.Value).ConfigureAwait(false);
        return Scope.FindShuffle(number) ?? throw PlannedDifferently($"shuffle {number}");
    }

    private async ValueTask<SinkJob> FindSinkAsync(int output) =>
        (await _jobs.Value.ConfigureAwait(false)).GetValueOrDefault(output) as SinkJob ?? throw PlannedDifferently($"a sink of output operation {output}");

    private InvalidOperationException PlannedDifferently(string what) =>
        new($"Batch {plan.Time} has {what} where the job is coordinated, and not here; the same code must define the job everywhere.");
}
