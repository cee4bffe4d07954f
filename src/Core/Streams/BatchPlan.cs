using System.Collections.Concurrent;
using OrleansStream.Batches;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Outputs;
using OrleansStream.Rdds;
using OrleansStream.Stateful;

namespace OrleansStream.Streams;

/// <summary>The planning of one attempt of a batch: each stream's dataset, made from what the batch's seal holds.</summary>
/// <remarks>Planning depends only on the graph, the seal and the batches that are looked back on, so every process that plans a batch gets the same
/// datasets, by the same numbers. Datasets that were not planned may be asked for as long as the batch is remembered, by any thread.</remarks>
internal sealed class BatchPlan
{
    // Output operations are numbered from 0.
    private const int PlanningReport = -1;

    private readonly ConcurrentDictionary<DStream, Lazy<Task<Rdd?>>> _datasets = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<DStream, Rdd> _made = new(ReferenceEqualityComparer.Instance);
    private readonly IBatchHistory _history;
    private readonly ConcurrentDictionary<(int Place, PlanQuestion Question), ReadOnlyMemory<byte>> _findings = new();
    private readonly bool _isTold;
    private readonly Lazy<Task<RestoredDatasets>>? _restored;
    private int _plannings;

    /// <param name="scope">The home of its datasets.</param>
    /// <param name="seal">What the batch holds.</param>
    /// <param name="zero">One interval before the first batch.</param>
    /// <param name="epoch">The life of the coordinator.</param>
    /// <param name="history">The batches before.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="isTold">Whether this is another process than the coordinator's, which is told what that has found.</param>
    /// <param name="restore">Reads what the checkpoint has of the batch; null where it was run by the coordinator that there is.</param>
    internal BatchPlan(
        BatchScope scope, SealedBatch seal, BatchTime zero, long epoch, IBatchHistory history, CancellationToken cancellation, bool isTold = false, Func<Task<RestoredDatasets>>? restore = null)
    {
        _isTold = isTold;
        _restored = restore is null ? null : new Lazy<Task<RestoredDatasets>>(() => OwnAsync(restore));
        Scope = scope;
        Seal = seal;
        Zero = zero;
        Id = new BatchId(epoch, seal.Time, scope.Attempt);
        _history = history;
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

    /// <summary>What the coordinator has found.</summary>
    internal IReadOnlyList<PlanFinding> Findings => [.. _findings.Select(finding => new PlanFinding(finding.Key.Place, finding.Key.Question, finding.Value))];

    /// <summary>Captured values in what has been made from recipes, which may not change.</summary>
    internal Dictionary<object, IReadOnlyList<CapturedCopy>> Copies { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether what is made now is made by every process that plans the batch, unlike what user code in a batch's jobs makes, or is made for a slice.</summary>
    internal bool IsPlanning => _isTold || Volatile.Read(ref _plannings) > 0;

    /// <summary>Whether the planning has ended, well or badly.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Streams whose datasets are to be kept in the checkpoint, in order of definition.</summary>
    internal IReadOnlyList<DStream> Kept { get; private set; } = [];

    /// <summary>What the checkpoint has of the batch, if an earlier coordinator committed it.</summary>
    internal RestoredDatasets? Restored { get; private init; }

    /// <summary>The object of the checkpoint that has it, or null for none.</summary>
    internal string? KeptIn { get; private init; }

    /// <summary>The plan of a batch that an earlier coordinator committed: its datasets are made when they are asked for.</summary>
    internal static BatchPlan OfCommitted(
        BatchScope scope,
        SealedBatch seal,
        BatchTime zero,
        long epoch,
        IBatchHistory history,
        RestoredDatasets restored,
        string? keptIn,
        CancellationToken cancellation)
    {
        scope.Own(restored);
        return new BatchPlan(scope, seal, zero, epoch, history, cancellation) { Restored = restored, KeptIn = keptIn, HasEnded = true };
    }

    /// <summary>The stages that change state, in order of definition.</summary>
    internal IReadOnlyList<StateStage> StateStages { get; private set; } = [];

    /// <summary>Plans the streams that later batches look back on: all that the coordinator needs of a batch that has run before. What they look back on
    /// themselves is remembered as long as they are.</summary>
    internal Task PlanLookedBackOnAsync(StreamGraph graph) => PlanAsync(() => MakeAllAsync(graph.LookedBackOn));

    /// <summary>Plans every output operation, in order of definition, the streams that later batches look back on, and those that keep state.</summary>
    /// <returns>The jobs by output operation; one without a dataset at this time has none.</returns>
    internal async Task<IReadOnlyDictionary<int, OutputJob>> RunAsync(StreamGraph graph)
    {
        var jobs = new SortedDictionary<int, OutputJob>();
        try
        {
            TaskReport report = await PlanAsync(async () =>
            {
                foreach (OutputOperation output in graph.Outputs)
                {
                    if (await PlanAsync(output).ConfigureAwait(false) is { } job)
                    {
                        jobs.Add(output.Id, job);
                    }
                }

                await MakeAllAsync(graph.LookedBackOn.Concat(graph.Stateful)).ConfigureAwait(false);
            }).ConfigureAwait(false);
            Kept = graph.Kept;
            StateStages = [.. Scope.Shuffles.OfType<StateStage>()];
            Scope.Reports.Add(PlanningReport, report);
        }
        finally
        {
            HasEnded = true;
        }

        return jobs;
    }

    /// <summary>Answers a question that the seal does not answer: what batches before have done. Only the coordinator knows; other processes, whose
    /// plans must be the same, are told what it has found.</summary>
    /// <exception cref="InvalidOperationException">The coordinator has not asked this: the job is defined in another way there.</exception>
    internal bool Ask(DStream stream, PlanQuestion question, Func<bool> find) =>
        _isTold
            ? Told(stream, question).Span[0] != 0
            : _findings.GetOrAdd((stream.Place, question), static (_, find) => new[] { find() ? (byte)1 : (byte)0 }, find).Span[0] != 0;

    /// <summary>Refuses to run an action on what this process has planned, which is never the whole of it.</summary>
    /// <exception cref="InvalidOperationException">This is not the process that coordinates the batch.</exception>
    internal void ThrowIfTold()
    {
        if (_isTold)
        {
            throw new InvalidOperationException(
                "A function that runs on records has run an action on a dataset, which only the body of the batch can. Run it there first, and have the function use its result.");
        }
    }

    /// <summary>Takes in what the coordinator has found since.</summary>
    internal void Tell(IEnumerable<PlanFinding> findings)
    {
        foreach (PlanFinding finding in findings)
        {
            _findings.TryAdd((finding.Place, finding.Question), finding.Answer);
        }
    }

    /// <summary>What a function of the user makes of datasets: made at the coordinator, and elsewhere as that describes it.</summary>
    /// <exception cref="CapturedVariableException">What it has made cannot be described.</exception>
    internal async ValueTask<Rdd<T>> MakeOnceAsync<T>(DStream stream, Func<ValueTask<Rdd<T>>> make)
    {
        Recipes recipes = stream.Context.Recipes;
        if (_isTold)
        {
            return await recipes.ReadAsync(Told(stream, PlanQuestion.Made), this, reader => (Rdd<T>)reader.Read()!).ConfigureAwait(false);
        }

        PlanNumbers.BeginBody();
        Rdd<T> made = await make().ConfigureAwait(false);
        if (stream.Context.Runtime.Dispatcher.Hosts is not null || stream.Context.Options.ChecksCapturedVariables)
        {
            _findings[(stream.Place, PlanQuestion.Made)] = recipes.Describe(made, stream.Info.ToString());
        }

        return made;
    }

    /// <summary>Plans one stream, with those that it is made from.</summary>
    internal Task PlanAsync(DStream stream) => PlanAsync(() => DatasetAsync(stream));

    /// <summary>What the batch holds of a source, or null if the source gave no dataset.</summary>
    internal SourceSeal? SealOf(string source) => Seal.Find(source);

    /// <summary>Whether a stream of this slide duration gives a dataset at this time.</summary>
    internal bool IsValid(TimeSpan slide) => Time > Zero && Time.IsMultipleOf(slide, Zero);

    /// <summary>A stream's dataset of this batch, or null for none: made once, shared by all who ask. One that could not be made is tried again
    /// by the next who asks.</summary>
    internal async Task<Rdd?> DatasetAsync(DStream stream)
    {
        Lazy<Task<Rdd?>> dataset = _datasets.GetOrAdd(
            stream, static (asked, plan) => new Lazy<Task<Rdd?>>(() => plan.MakeAsync(asked)), this);
        try
        {
            return await dataset.Value.ConfigureAwait(false);
        }
        catch
        {
            _datasets.TryRemove(KeyValuePair.Create(stream, dataset));
            throw;
        }
    }

    /// <summary>A stream's dataset of an earlier batch, taken into this one, or null for none. The stream asking names in
    /// <see cref="DStream.ParentRememberDuration"/> how far it looks back.</summary>
    /// <exception cref="BatchNotRetainedException">The batch is not remembered.</exception>
    internal async ValueTask<Rdd<T>?> PreviousAsync<T>(DStream<T> stream, BatchTime time)
    {
        if (time == Time)
        {
            return await stream.GetOrComputeAsync(this).ConfigureAwait(false);
        }

        if (time <= Zero || await _history.FindAsync(time, stream).ConfigureAwait(false) is not { } plan)
        {
            return null;
        }

        Rdd<T>? dataset = await stream.GetOrComputeAsync(plan).ConfigureAwait(false);
        return dataset is null ? null : new PlacedRdd<T>(Scope, dataset, stream.Info);
    }

    /// <summary>A stream's dataset of this batch if there is one and somebody has asked for it.</summary>
    internal Rdd? Made(DStream stream) => _made.GetValueOrDefault(stream);

    /// <summary>Plans something.</summary>
    /// <returns>What user code has reported meanwhile.</returns>
    private async Task<TaskReport> PlanAsync(Func<Task> plan)
    {
        using IDisposable inBatch = CallbackScope.Enter("a batch");
        var report = new TaskReport(task: null);
        using IDisposable reporting = TaskReport.Flow(report);
        Interlocked.Increment(ref _plannings);
        try
        {
            await plan().ConfigureAwait(false);
            return report;
        }
        finally
        {
            Interlocked.Decrement(ref _plannings);
        }
    }

    private ReadOnlyMemory<byte> Told(DStream stream, PlanQuestion question) =>
        _findings.TryGetValue((stream.Place, question), out ReadOnlyMemory<byte> told)
            ? told
            : throw new InvalidOperationException($"Batch {Time} is planned differently here and where the job is coordinated; the same code must define the job everywhere.");

    private async Task MakeAllAsync(IEnumerable<DStream> streams)
    {
        foreach (DStream stream in streams)
        {
            await DatasetAsync(stream).ConfigureAwait(false);
        }
    }

    private async Task<RestoredDatasets> OwnAsync(Func<Task<RestoredDatasets>> restore)
    {
        RestoredDatasets restored = await restore().ConfigureAwait(false);
        Scope.Own(restored);
        return restored;
    }

    private async Task<OutputJob?> PlanAsync(OutputOperation output)
    {
        PlanNumbers.BeginOutput(output.Id);
        return await output.PlanAsync(this).ConfigureAwait(false);
    }

    private async Task<Rdd?> MakeAsync(DStream stream)
    {
        PlanNumbers.BeginStream(stream.Place);
        RestoredDatasets? restored = _restored is null ? Restored : await _restored.Value.ConfigureAwait(false);
        Rdd? dataset = restored?.Find(stream) is { } kept ? stream.Restore(this, kept) : await stream.MakeDatasetAsync(this).ConfigureAwait(false);
        if (dataset is not null)
        {
            _made[stream] = dataset;
        }

        return dataset;
    }
}
