using System.Diagnostics;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Metrics;
using OrleansStream.Outputs;
using OrleansStream.Stateful;

namespace OrleansStream.Batches;

/// <summary>One attempt of a batch at the coordinator: its jobs, how they went, and what listeners are told of it.</summary>
internal sealed class BatchWork(BatchScope scope, SealedBatch seal, int attempt, CoordinatorServices services)
{
    private readonly List<OutputJob> _jobs = [];
    private readonly List<OutputOperationInfo> _operations = [];
    private DateTimeOffset? _started;
    private DateTimeOffset? _ended;

    internal BatchScope Scope => scope;

    internal SealedBatch Seal => seal;

    internal BatchTime Time => seal.Time;

    /// <summary>Whether planning has ended, so that datasets may be asked for.</summary>
    internal bool IsPlanned => scope.Plan is { HasEnded: true };

    internal int Jobs => _jobs.Count;

    /// <summary>How many pieces of work there are: jobs, changes of state that may be without one, and datasets to keep.</summary>
    internal int Pieces => _jobs.Count + StateStages.Count + (scope.Plan?.Kept.Count ?? 0);

    /// <summary>The datasets that the checkpoint is to keep, once the batch has run.</summary>
    internal IReadOnlyList<KeptDataset> Kept { get; private set; } = [];

    /// <summary>How the batch has gone so far, or null if no attempt has had any jobs.</summary>
    internal BatchInfo? Outcome => Submitted is null ? null : Info();

    /// <summary>When an attempt was first planned, or null before.</summary>
    internal DateTimeOffset? Submitted { get; set; }

    internal void Add(OutputJob job)
    {
        _jobs.Add(job);
        _operations.Add(new OutputOperationInfo(Time, job.Operation.Id, job.Operation.Info.Name, null, null, null));
    }

    internal void Submit()
    {
        Submitted = services.Time.GetUtcNow();
        Tell(static (listener, info) => listener.OnBatchSubmitted(info));
    }

    private IReadOnlyList<StateStage> StateStages => scope.Plan?.StateStages ?? [];

    /// <summary>Runs the jobs in order of definition, then the changes of state that none of them has brought about.</summary>
    /// <returns>What those that succeeded prepared, and the first failure.</returns>
    internal async Task<(IReadOnlyList<PreparedOutput> Prepared, Exception? Error)> RunAsync(bool stopAtFirstFailure, CancellationToken cancellation)
    {
        using Activity? activity = StreamingInstruments.Activities.StartActivity("batch");
        activity?.SetTag("job", services.JobName).SetTag("batch.time", Time.Milliseconds).SetTag("batch.attempt", attempt);
        var prepared = new List<PreparedOutput>();
        Exception? first = null;
        _started = services.Time.GetUtcNow();
        Tell(static (listener, info) => listener.OnBatchStarted(info));
        for (int i = 0; i < _jobs.Count; i++)
        {
            Exception? error = await RunJobAsync(i, prepared, cancellation).ConfigureAwait(false);
            first ??= error;
            if (error is not null && stopAtFirstFailure)
            {
                break;
            }
        }

        if (first is null || !stopAtFirstFailure)
        {
            first = await ChangeStateAsync(first, cancellation).ConfigureAwait(false);
        }

        if (first is null || !stopAtFirstFailure)
        {
            first = await KeepAsync(first, cancellation).ConfigureAwait(false);
        }

        _ended = services.Time.GetUtcNow();
        if (first is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error, first.Message);
        }

        return (prepared, first);
    }

    /// <summary>Tells listeners that the batch is over.</summary>
    internal void Complete()
    {
        if (Submitted is not null)
        {
            BatchInfo info = Info() with { States = scope.Job.States.Sizes };
            services.Instruments.BatchCompleted(info);
            services.Listeners.Post(listener => listener.OnBatchCompleted(info));
        }
    }

    private async Task<Exception?> RunJobAsync(int index, List<PreparedOutput> prepared, CancellationToken cancellation)
    {
        OutputJob job = _jobs[index];
        using Activity? activity = StreamingInstruments.Activities.StartActivity(job.Operation.Info.Name);
        OutputOperationInfo info = _operations[index] = _operations[index] with { StartTime = services.Time.GetUtcNow() };
        services.Listeners.Post(listener => listener.OnOutputOperationStarted(info));
        Exception? failure = null;
        try
        {
            var report = new TaskReport(task: null);
            using (TaskReport.Flow(report))
            {
                if (await job.RunAsync(cancellation).ConfigureAwait(false) is { } token)
                {
                    prepared.Add(new PreparedOutput(Time, job.Operation.Info.Name, token));
                }
            }

            scope.Reports.Add(job.Operation.Id, report);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception error)
        {
            failure = error;
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
        }

        OutputOperationInfo done = _operations[index] = info with { EndTime = services.Time.GetUtcNow(), Failure = failure };
        services.Listeners.Post(listener => listener.OnOutputOperationCompleted(done));
        return failure;
    }

    private async Task<Exception?> ChangeStateAsync(Exception? first, CancellationToken cancellation)
    {
        foreach (StateStage stage in StateStages.Where(stage => !stage.WasTried))
        {
            try
            {
                await scope.Job.Dispatcher.RunShuffleAsync(stage, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                first ??= error;
            }
        }

        return first;
    }

    private async Task<Exception?> KeepAsync(Exception? first, CancellationToken cancellation)
    {
        var kept = new List<KeptDataset>();
        foreach (DStream stream in scope.Plan?.Kept ?? [])
        {
            try
            {
                kept.Add(await stream.KeepAsync(scope.Plan!, cancellation).ConfigureAwait(false));
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                first ??= error;
            }
        }

        Kept = kept;
        return first;
    }

    private void Tell(Action<StreamingListener, BatchInfo> tell)
    {
        if (Submitted is null)
        {
            // A batch without jobs, which only changes state.
            return;
        }

        BatchInfo info = Info();
        services.Listeners.Post(listener => tell(listener, info));
    }

    private BatchInfo Info() => new(Time, seal.Sources, Submitted ?? throw new InvalidOperationException($"Batch {Time} is not planned."), _started, _ended, attempt, [.. _operations]);
}
