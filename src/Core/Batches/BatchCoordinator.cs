using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Outputs;
using OrleansStream.Sources;
using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream.Batches;

/// <summary>The driver of a job: turns the decider's decisions into work on sources, datasets, outputs and the store.</summary>
/// <remarks>
/// One loop feeds facts to the decider. Work runs beside it and reports back as facts, so the loop never waits for anything.
/// The coordinator knows nothing of where tasks run: that is the dispatcher's.
/// </remarks>
internal sealed partial class BatchCoordinator : IAsyncDisposable
{
    private readonly Channel<Fact> _facts = Channel.CreateUnbounded<Fact>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationToken _abandoned;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InFlight _inFlight = new();
    private readonly StreamGraph _graph;
    private readonly JobRuntime _job;
    private readonly HeadKeeper _heads;
    private readonly Head _claimed;
    private readonly BatchDecider _decider;
    private readonly CoordinatorServices _services;
    private readonly BatchWorks _works;
    private Task _loop = Task.CompletedTask;
    private TaskCompletionSource _sealed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal BatchCoordinator(StreamGraph graph, JobRuntime job, HeadKeeper heads, Head claimed, BatchPolicy policy, CoordinatorServices services)
    {
        // Kept, because work that ends after the disposal asks for it still.
        _abandoned = _abandon.Token;
        _graph = graph;
        _job = job;
        _heads = heads;
        _claimed = claimed;
        Committed = claimed.Committed;
        _decider = new BatchDecider(claimed, policy);
        _services = services;
        _works = new BatchWorks(graph, claimed.Committed, outlives: services.Keepers is not null, services.Report);
    }

    /// <summary>Ends when the job is over; never fails, errors go to <see cref="CoordinatorServices.Report"/>.</summary>
    internal Task Finished => _finished.Task;

    /// <summary>How many batches are on their way.</summary>
    internal int OpenBatches => _decider.OpenBatches;

    /// <summary>The last batch that is committed.</summary>
    internal BatchTime Committed { get; private set; }

    /// <summary>The oldest batch that is on its way or remembered, or null for none.</summary>
    internal BatchTime? OldestRetained => _works.Oldest;

    /// <summary>The plans that a batch may look back on, oldest first.</summary>
    internal IReadOnlyList<BatchPlan> LookedBackOnFrom(BatchTime time) => _works.LookedBackOnFrom(time);

    /// <summary>The newest batch that is planned, or null for none.</summary>
    internal BatchTime? NewestPlanned => _works.Newest;

    /// <summary>The batches that datasets may be asked of.</summary>
    internal IBatchHistory History => _works;

    internal void Start()
    {
        _inFlight.Begin();
        _loop = Task.Run(DecideAsync);
    }

    /// <summary>Tells of a batch time; those before it that were not told have come too.</summary>
    internal void Tick(BatchTime time) => Post(new Fact.Ticked(time));

    /// <summary>Finishes the batches there are, then ends.</summary>
    internal void Drain() => Post(new Fact.Draining());

    /// <summary>Ends this life of the coordinator: another has taken the job over, or one has to begin from the checkpoint.</summary>
    internal void End(Exception error) => Post(new Fact.HeadLost(error));

    /// <summary>Ends at once: running work is cancelled, batches on their way are dropped.</summary>
    internal void Abandon()
    {
        _abandon.Cancel();
        _facts.Writer.TryComplete();
    }

    /// <summary>Ends when sources have been asked for one more batch, whatever they answered.</summary>
    internal Task NextSealAsync() => Volatile.Read(ref _sealed).Task;

    /// <summary>Ends when every fact posted so far has been dealt with and no batch is on its way.</summary>
    internal Task WhenIdleAsync() => _inFlight.WhenIdleAsync();

    public async ValueTask DisposeAsync()
    {
        Abandon();
        await _loop.ConfigureAwait(false);
        _abandon.Dispose();
    }

    private void Post(Fact fact)
    {
        _inFlight.Begin();
        if (!_facts.Writer.TryWrite(fact))
        {
            _inFlight.End();
        }
    }

    private async Task DecideAsync()
    {
        try
        {
            await PlanRestoredAsync().ConfigureAwait(false);
            foreach (Decision decision in _decider.Resume())
            {
                Execute(decision);
            }

            _inFlight.End();
            await foreach (Fact fact in _facts.Reader.ReadAllAsync(_abandoned).ConfigureAwait(false))
            {
                foreach (Decision decision in _decider.On(fact))
                {
                    Execute(decision);
                }

                if (_decider.IsFinished)
                {
                    break;
                }

                _inFlight.End();
            }
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            // Abandoned: what is on its way is dropped.
        }
        catch (Exception error)
        {
            _services.Report(error);
        }

        await _abandon.CancelAsync().ConfigureAwait(false);
        _works.Over();

        // First, so that whoever finds the coordinator at rest finds the context stopping.
        _services.Finished();
        _finished.TrySetResult();
        _inFlight.Over();
    }

    private void Execute(Decision decision)
    {
        switch (decision)
        {
            case Decision.SealBatch(var time):
                Do(() => SealAsync(time), error => new Fact.SealFailed(time, error));
                break;
            case Decision.PlanBatch(var seal, var attempt):
                Do(() => PlanAsync(seal, attempt), error => Failed(seal.Time, error));
                break;
            case Decision.Run(var time):
                Do(() => RunAsync(_works.Get(time)), error => Failed(time, error));
                break;
            case Decision.WriteHead(var head):
                Do(() => WriteHeadAsync(head), error => new Fact.HeadLost(error));
                break;
            case Decision.Publish(var time, var outputs):
                Do(() => PublishAsync(time, outputs), error => new Fact.Published(time, error));
                break;
            case Decision.Rewind:
                _job.States.Rewind();
                break;
            case Decision.Wait(var time):
                _ = WaitAsync(time);
                break;
            case Decision.Release(var time):
                _works.Release(time);
                break;
            case Decision.Report(var error):
                _services.Report(error);
                break;
            case Decision.Finish(var error):
                if (error is not null)
                {
                    _services.Report(error);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(decision), decision, "Not a decision about batches.");
        }
    }

    /// <summary>Runs work beside the loop and posts the fact that it comes to.</summary>
    private void Do(Func<Task<Fact>> work, Func<Exception, Fact> failed)
    {
        _inFlight.Begin();
        _works.RunStarted();
        _ = RunAsync();

        async Task RunAsync()
        {
            // Whatever it is, it may be code of the user's, and a stop would wait for it.
            using IDisposable inBatch = CallbackScope.Enter("a batch");
            try
            {
                Post(await Task.Run(work).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
            {
                // Nobody waits for the outcome any more.
            }
            catch (Exception error)
            {
                Post(failed(error));
            }
            finally
            {
                _works.RunEnded();
                _inFlight.End();
            }
        }
    }

    private Fact.Ended Failed(BatchTime time, Exception error)
    {
        BatchFailed(_services.Logger, _services.JobName, time.Milliseconds, error);
        _services.Instruments.BatchFailed();
        return new Fact.Ended(time, [], error);
    }

    private async Task<Fact> SealAsync(BatchTime time)
    {
        try
        {
            List<SourceSeal?> seals = _works.HalfSealed(time);
            for (int i = seals.Count; i < _graph.Inputs.Count; i++)
            {
                seals.Add(await SealSourceAsync(_graph.Inputs[i], time).ConfigureAwait(false));
            }

            _works.Sealed(time);
            return new Fact.Sealed(new SealedBatch(time, [.. seals.OfType<SourceSeal>()]));
        }
        finally
        {
            Interlocked.Exchange(ref _sealed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    private async Task<SourceSeal?> SealSourceAsync(InputSource source, BatchTime time)
    {
        try
        {
            return await source.SealAsync(time, _abandoned).ConfigureAwait(false);
        }
        catch (Exception error) when (!_services.RepeatsFailedBatches && !_abandoned.IsCancellationRequested)
        {
            // The batch goes on with what the other sources gave, which would be lost with it; this one's data waits for a later batch.
            _services.Report(error);
            return null;
        }
    }

    private async Task<Fact> PlanAsync(SealedBatch seal, int attempt)
    {
        var scope = new BatchScope(_job, seal.Time, attempt, _abandoned);
        var work = new BatchWork(scope, seal, attempt, _services);
        _works.Replace(work);
        var plan = new BatchPlan(scope, seal, _claimed.Zero, _heads.Epoch, _works, _abandoned);
        foreach (OutputJob job in (await plan.RunAsync(_graph).ConfigureAwait(false)).Values)
        {
            work.Add(job);
        }

        if (work.Jobs > 0 && work.Submitted is null)
        {
            work.Submit();
        }

        return new Fact.Planned(seal.Time, work.Pieces);
    }

    private async Task<Fact> RunAsync(BatchWork work)
    {
        (IReadOnlyList<PreparedOutput> prepared, Exception? error) =
            await work.RunAsync(_services.RepeatsFailedBatches, _abandoned).ConfigureAwait(false);
        bool isLost = _job.States.TakeLoss();
        return error is null && !isLost
            ? new Fact.Ended(work.Time, prepared, null)
            : Failed(work.Time, error ?? new StateLostException("A partition host has lost state that the batch needs.")) with { Prepared = prepared, StateIsLost = isLost };
    }

    private async Task<Fact> WriteHeadAsync(Head decided)
    {
        long start = _services.Time.GetTimestamp();
        Head head;
        try
        {
            head = await WithWhatSurvivesAsync(decided).ConfigureAwait(false);
        }
        catch (StateLostException error)
        {
            return await GiveUpAsync(error).ConfigureAwait(false);
        }

        await _heads.WriteAsync(head, _abandoned).ConfigureAwait(false);
        _services.Instruments.Committed(_services.Time.GetElapsedTime(start));
        Committed = head.Committed;
        _works.Committed(head.Committed);
        _job.States.Promote(head.Committed, _services.Keepers?.States.Sizes);
        if (_services.Keepers is { } keepers)
        {
            await keepers.Leftovers.SweepAsync(head, _abandoned).ConfigureAwait(false);
        }

        return new Fact.HeadWritten(head);
    }

    /// <summary>Writes no batch's head, but one that says that the commit's objects are left over.</summary>
    private async Task<Fact> GiveUpAsync(StateLostException error)
    {
        CommitGivenUp(_services.Logger, _services.JobName, error);
        Head head = _services.Keepers!.Abandon(_heads.Newest);
        await _heads.WriteAsync(head, _abandoned).ConfigureAwait(false);
        return new Fact.HeadGivenUp(head, error);
    }

    /// <summary>Adds to a head what the batches that it commits leave to whoever continues the job.</summary>
    private async Task<Head> WithWhatSurvivesAsync(Head head)
    {
        if (_services.Keepers is not { } keepers)
        {
            return head;
        }

        BatchTime remembered = head.Committed - _graph.RememberDuration;
        BatchTime before = head.RememberedAfter ?? _claimed.Committed;
        head = head with { RememberedAfter = before > remembered ? before : remembered };
        return await keepers.NextAsync(head, _works.Between(Committed, head.Committed), _graph.Inputs, _abandoned).ConfigureAwait(false);
    }

    private async Task<Fact> PublishAsync(BatchTime time, IReadOnlyList<PreparedOutput> outputs)
    {
        foreach (PreparedOutput prepared in outputs)
        {
            OutputOperation output = _graph.Outputs.Single(candidate => candidate.Info.Name == prepared.Output);
            try
            {
                await output.PublishAsync(prepared.Token, _abandoned).ConfigureAwait(false);
            }
            catch (Exception error) when (!_abandon.IsCancellationRequested)
            {
                throw OperatorFailedException.AtCoordinator(output.Info, time, error);
            }
        }

        return new Fact.Published(time, null);
    }

    /// <summary>Waits on the clock, which does not count as work in flight.</summary>
    private async Task WaitAsync(BatchTime time)
    {
        try
        {
            await Task.Delay(_services.RetryDelay, _services.Time, _abandoned).ConfigureAwait(false);
            Post(new Fact.RetryDue(time));
        }
        catch (OperationCanceledException)
        {
            // Abandoned: nothing is tried again.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: a commit was given up, because partition hosts could not store the state; its batches run again.")]
    private static partial void CommitGivenUp(ILogger logger, string job, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job}: batch {BatchTime} ms failed.")]
    private static partial void BatchFailed(ILogger logger, string job, long batchTime, Exception error);
}
