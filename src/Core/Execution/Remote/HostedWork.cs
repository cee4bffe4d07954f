using OrleansStream.Outputs;

namespace OrleansStream.Execution;

/// <summary>What a task of a partition host does: a map task of a shuffle, a partition of a sink, or one of an action.</summary>
internal sealed class HostedWork
{
    private readonly Func<int, TaskScope, Recipes, ValueTask<ReadOnlyMemory<byte>>> _run;
    private readonly IReadOnlyList<CapturedCopy> _copies;

    private HostedWork(
        Rdd dataset, ReportSource source, string name, IReadOnlyList<CapturedCopy> copies, Func<int, TaskScope, Recipes, ValueTask<ReadOnlyMemory<byte>>> run)
    {
        Dataset = dataset;
        Source = source;
        Name = name;
        _copies = copies;
        _run = run;
    }

    /// <summary>The dataset whose partition is computed.</summary>
    internal Rdd Dataset { get; }

    /// <summary>The shuffle, if it is a map task.</summary>
    internal ShuffleDependency? Shuffle { get; private init; }

    internal ReportSource Source { get; }

    /// <summary>What it is called in errors.</summary>
    internal string Name { get; }

    internal static HostedWork Of(ShuffleDependency shuffle) =>
        new(shuffle.Parent, ReportSource.Shuffle, shuffle.Info.Name, CopiesOf(shuffle.Parent, shuffle), async (partition, task, _) =>
        {
            shuffle.SetOutput(partition, await shuffle.RunMapAsync(partition, task).ConfigureAwait(false));
            return default;
        })
        { Shuffle = shuffle };

    internal static HostedWork Of(SinkJob sink) =>
        new(sink.Dataset, ReportSource.Output, sink.Operation.Info.Name, CopiesOf(sink.Dataset), (partition, task, _) => sink.WriteAsync(partition, task));

    internal static HostedWork Of(Rdd dataset, PartitionAction action, IReadOnlyList<CapturedCopy> copies) =>
        new(dataset, ReportSource.Action, action.Name, [.. CopiesOf(dataset), .. copies], (partition, task, recipes) =>
            ValueTask.FromResult(action.RunAndEncode(dataset, partition, task, recipes)));

    /// <summary>Runs it, on an engine thread.</summary>
    /// <returns>What its coordinator is told.</returns>
    /// <exception cref="CapturedVariableException">A function has changed what it captures.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> RunAsync(int partition, TaskScope task, Recipes recipes)
    {
        ReadOnlyMemory<byte> result = await _run(partition, task, recipes).ConfigureAwait(false);
        foreach (CapturedCopy copy in _copies)
        {
            copy.ThrowIfChanged();
        }

        return result;
    }

    /// <summary>The captured values of functions that run in a task of a dataset.</summary>
    private static IReadOnlyList<CapturedCopy> CopiesOf(Rdd dataset, params IEnumerable<object> also)
    {
        if (dataset.Scope.Plan is not { } plan)
        {
            return [];
        }

        lock (plan.Copies)
        {
            return plan.Copies.Count == 0
                ? []
                : [.. Within(dataset).Concat(also).SelectMany(made => plan.Copies.GetValueOrDefault(made) ?? []).Distinct()];
        }
    }

    /// <summary>The datasets and shuffles that a task of a dataset computes or reads.</summary>
    private static IEnumerable<object> Within(Rdd dataset) =>
        dataset.NarrowParents.SelectMany(Within).Concat(dataset.Shuffles).Append(dataset);
}
