using OrleansStream.Batches;
using OrleansStream.Execution;
using OrleansStream.Outputs;

namespace OrleansStream.Streams;

/// <summary>The planning of one attempt of a batch: each stream's dataset, made from what the batch's seal holds.</summary>
/// <remarks>Planning is sequential and depends only on the graph and the seal, so every process that plans a batch gets the same datasets.</remarks>
internal sealed class BatchPlan
{
    // Output operations are numbered from 0.
    private const int PlanningReport = -1;

    private readonly Dictionary<DStream, Rdd?> _datasets = new(ReferenceEqualityComparer.Instance);

    internal BatchPlan(BatchScope scope, SealedBatch seal, BatchTime zero, long epoch, CancellationToken cancellation)
    {
        Scope = scope;
        Seal = seal;
        Zero = zero;
        Id = new BatchId(epoch, seal.Time, scope.Attempt);
        Cancellation = cancellation;
        scope.Plan = this;
    }

    internal BatchScope Scope { get; }

    internal SealedBatch Seal { get; }

    /// <summary>Which attempt this is the plan of.</summary>
    internal BatchId Id { get; }

    internal BatchTime Time => Seal.Time;

    /// <summary>One interval before the first batch: what slide durations count from.</summary>
    internal BatchTime Zero { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>How many shuffles the plan has; those that user code adds later, in a batch's jobs, have higher numbers.</summary>
    internal int ShuffleCount { get; private set; } = int.MaxValue;

    /// <summary>Plans every output operation, in order of definition.</summary>
    /// <returns>The jobs by output operation; one without a dataset at this time has none.</returns>
    internal async Task<IReadOnlyDictionary<int, OutputJob>> RunAsync(StreamGraph graph)
    {
        using IDisposable inBatch = CallbackScope.Enter("a batch");
        var report = new TaskReport(task: null);
        using IDisposable reporting = TaskReport.Flow(report);
        var jobs = new SortedDictionary<int, OutputJob>();
        foreach (OutputOperation output in graph.Outputs)
        {
            if (await output.PlanAsync(this).ConfigureAwait(false) is { } job)
            {
                jobs.Add(output.Id, job);
            }
        }

        ShuffleCount = Scope.Shuffles.Count;
        Scope.Reports.Add(PlanningReport, report);
        return jobs;
    }

    /// <summary>What the batch holds of a source, or null if the source gave no dataset.</summary>
    internal SourceSeal? SealOf(string source) => Seal.Find(source);

    /// <summary>Whether a stream of this slide duration gives a dataset at this time.</summary>
    internal bool IsValid(TimeSpan slide) => Time > Zero && Time.IsMultipleOf(slide, Zero);

    internal bool TryGet(DStream stream, out Rdd? rdd) => _datasets.TryGetValue(stream, out rdd);

    internal void Remember(DStream stream, Rdd? rdd) => _datasets[stream] = rdd;
}
