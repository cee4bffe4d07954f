using Microsoft.Extensions.Logging;
using OrleansStream.Batches;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Metrics;
using OrleansStream.Outputs;
using OrleansStream.Receivers;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private readonly Lock _lifeLock = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<InputSource> _startedSources = [];
    private StreamingContextState _state;
    private Exception? _failure;
    private StreamingInstruments? _instruments;
    private BatchCoordinator? _coordinator;
    private BatchClock? _clock;
    private Task? _starting;
    private Task? _stopping;
    private CancellationTokenSource? _hurry;
    private int _letGo;

    /// <summary>Where the context stands in its life.</summary>
    public StreamingContextState State
    {
        get
        {
            lock (_lifeLock)
            {
                return _state;
            }
        }
    }

    /// <summary>The running coordinator, or null before the start.</summary>
    internal BatchCoordinator? Coordinator => _coordinator;

    /// <summary>What the context measures, or null before the start.</summary>
    internal StreamingInstruments? Instruments => _instruments;

    /// <summary>One interval before the job's first batch time; fixed for the life of the job, whoever coordinates it.</summary>
    internal BatchTime ZeroTime { get; set; }

    /// <summary>The life of the coordinator in this context, 0 before the start.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Which start of its receiver this context hosts, for a coordinator elsewhere; 0 where it coordinates.</summary>
    internal int ReceiverNumber { get; private set; }

    /// <summary>The last batch that earlier coordinators had committed; zero time for none. Known from the start on.</summary>
    internal BatchTime Continued { get; private set; }

    /// <summary>Of batches that earlier coordinators had committed, those after this one are remembered still. Known from the start on.</summary>
    internal BatchTime RestoredAfter { get; private set; }

    /// <summary>The first error that was reported, or null.</summary>
    internal Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Ends when the context has stopped; never fails.</summary>
    internal Task Stopped => _stopped.Task;

    /// <summary>Fixes the graph and starts batches. Starting an active context again does nothing but warn.</summary>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="InvalidOperationException">No output operation is registered, or the context has been stopped.</exception>
    /// <remarks>A start that fails stops what it had begun and leaves the context stopped, except that a graph without output operations
    /// leaves it as it was.</remarks>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (_lifeLock)
        {
            switch (_state)
            {
                case StreamingContextState.Active:
                    AlreadyStarted(Logger, Options.JobName);
                    return StartedAsync(_starting!);
                case StreamingContextState.Stopped:
                    throw new InvalidOperationException("The context has been stopped and cannot be started again; make a new one.");
                default:
                    Graph.ValidateAndFix();
                    _state = StreamingContextState.Active;

                    // Off this thread, because sources are the user's code and must not run under the lock.
                    _starting = Task.Run(() => StartCoreAsync(cancellationToken), CancellationToken.None);
                    return StartedAsync(_starting);
            }
        }
    }

    /// <summary>Starts the context and runs it until it is stopped, fails, or <paramref name="stoppingToken"/> asks for a graceful stop.</summary>
    /// <param name="stoppingToken">Asks for a graceful stop: batches of what has arrived are finished first.</param>
    /// <exception cref="OperatorFailedException">A batch failed; the context has been stopped.</exception>
    /// <exception cref="InvalidOperationException">The context cannot be started.</exception>
    public async Task RunAsync(CancellationToken stoppingToken = default)
    {
        await StartAsync(CancellationToken.None).ConfigureAwait(false);
        using CancellationTokenRegistration _ = stoppingToken.Register(() => RequestStop());
        try
        {
            await AwaitTerminationAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await StopAsync(graceful: true, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the context has stopped, or a batch has failed.</summary>
    /// <param name="cancellationToken">Cancels the wait only; the context goes on.</param>
    /// <exception cref="OperatorFailedException">A batch failed. Unless the policy is to stop, the context goes on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task AwaitTerminationAsync(CancellationToken cancellationToken = default)
    {
        Task first = await Task.WhenAny(_failed.Task, _stopped.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (first == _failed.Task || _failed.Task.IsCompleted)
        {
            Exception error = await _failed.Task.ConfigureAwait(false);
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    /// <summary>Waits until the context has stopped, a batch has failed, or a time has passed.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Cancels the wait only; the context goes on.</param>
    /// <returns>True when the context has stopped, false when the time has passed.</returns>
    /// <exception cref="OperatorFailedException">A batch failed. Unless the policy is to stop, the context goes on.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<bool> AwaitTerminationOrTimeoutAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task termination = AwaitTerminationAsync(waiting.Token);
        Task passed = Task.Delay(timeout, Options.TimeProvider, waiting.Token);
        bool ended = await Task.WhenAny(termination, passed).ConfigureAwait(false) == termination;
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (ended)
        {
            await termination.ConfigureAwait(false);
        }

        return ended;
    }

    /// <summary>Asks for a stop and returns at once; allowed anywhere, also inside a batch or a listener.</summary>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    public void RequestStop(bool graceful = true)
    {
        _ = BeginStop(graceful);
    }

    /// <summary>Stops the context. Allowed in any state and any number of times; always ends in <see cref="StreamingContextState.Stopped"/>.</summary>
    /// <param name="graceful">Whether to finish batches of what has arrived first, within <see cref="StreamingContextOptions.GracefulStopTimeout"/>.</param>
    /// <param name="cancellationToken">Turns a graceful stop into an immediate one.</param>
    /// <exception cref="InvalidOperationException">Called inside a batch or a listener, where it would wait for itself.</exception>
    public async Task StopAsync(bool graceful = true, CancellationToken cancellationToken = default)
    {
        if (CallbackScope.Current is { } where)
        {
            throw new InvalidOperationException($"StopAsync was called inside {where} and would wait for itself; call RequestStop instead.");
        }

        Task stopping = BeginStop(graceful);
        using CancellationTokenRegistration _ = cancellationToken.Register(() => _hurry?.Cancel());
        await stopping.ConfigureAwait(false);
    }

    /// <summary>Stops the context at once if it runs, cancels actions that are under way outside batches, and frees its threads.</summary>
    public async ValueTask DisposeAsync()
    {
        await BeginStop(graceful: false).ConfigureAwait(false);
        Runtime.States.Batches.Close();
        await _disposed.CancelAsync().ConfigureAwait(false);
        _threads.Dispose();
        StaticScope.Dispose();
        Runtime.Blocks.Dispose();
        if (Interlocked.Exchange(ref _letGo, 1) == 0)
        {
            foreach (OutputOperation output in Graph.Outputs)
            {
                await output.LetGoAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends when the start is over, and if it failed, when what it had begun has been stopped.</summary>
    private async Task StartedAsync(Task starting)
    {
        try
        {
            await starting.ConfigureAwait(false);
        }
        catch
        {
            await BeginStop(graceful: false).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Fixes the graph, of which only a receiver is to be run here for a coordinator elsewhere.</summary>
    internal void BecomeHostOf(ReceiverLife life)
    {
        Graph.ValidateAndFix();
        Epoch = life.Epoch;
        ReceiverNumber = life.Number;
    }

    private async Task StartCoreAsync(CancellationToken cancellation)
    {
        try
        {
            TimeProvider time = Options.TimeProvider;
            foreach (InputSource source in Graph.Inputs)
            {
                source.Check();
            }

            foreach (DStream stream in Graph.Kept)
            {
                stream.CheckKept();
            }

            if (Runtime.Dispatcher.Hosts is not null && Graph.Stateful.Count > 0)
            {
                _ = SharedCheckpoint();
            }

            Runtime.Blocks.Directory.DeleteLeftovers();
            ICheckpointStore store = _checkpoint ?? new InMemoryCheckpointStore();
            var heads = new HeadKeeper(store, await OriginAsync(cancellation).ConfigureAwait(false));
            Head claimed = await heads.ClaimAsync(Continue, cancellation).ConfigureAwait(false);
            ZeroTime = claimed.Zero;
            Epoch = claimed.Epoch;
            Continued = claimed.Committed;
            RestoredAfter = RestoredAfterOf(claimed);
            CheckpointKeepers? keepers = Keepers();
            await RestoreAsync(claimed, keepers, cancellation).ConfigureAwait(false);
            Runtime.States.Batches.Begin(claimed.Committed, claimed.Zero, BatchInterval, Options.StateHistory);
            FailurePolicy policy = Options.OnFailure ?? (_checkpoint is null ? FailurePolicy.ReportAndContinue : FailurePolicy.RetryThenStop);
            _instruments = new StreamingInstruments(
                Options.MeterFactory,
                Options.JobName,
                () => _coordinator?.OpenBatches ?? 0,
                () => SkippedRecords,
                () => Graph.Inputs.Select(input => input.Statistics).OfType<ReceiverStatistics>(),
                Runtime.Blocks,
                () => Runtime.States.Sizes);
            var services = new CoordinatorServices(
                Options.JobName,
                time,
                Options.BatchRetryDelay,
                RepeatsFailedBatches: policy == FailurePolicy.RetryThenStop,
                Listeners,
                _instruments,
                Logger,
                keepers,
                Report,
                Finished: () => BeginStop(graceful: true));
            bool sealFirst = Graph.Outputs.Any(output => output.ActsBeforeCommit);
            bool isNew = keepers is not null && Graph.Inputs.Any(source => HeadContinuation.SealsOf(source, claimed).Count == 0);
            var rules = new BatchPolicy(policy, Options.MaxBatchAttempts, sealFirst, CommitInterval(), Graph.LookedBackOn.Count > 0, Graph.PlansChangeState, SealFirstOfLife: isNew);
            _coordinator = new BatchCoordinator(Graph, Runtime, heads, claimed, rules, services);
            if (keepers is not null)
            {
                _coordinator.Restore(RestoredAfter, await keepers.Datasets.RestoreAsync(claimed, RestoredAfter, cancellation).ConfigureAwait(false));
            }

            Listeners.Start();
            foreach (InputSource source in Graph.Inputs)
            {
                _startedSources.Add(source);
                await source.StartAsync(cancellation).ConfigureAwait(false);
            }

            DateTimeOffset now = time.GetUtcNow();
            Listeners.Post(listener => listener.OnStreamingStarted(now));
            _coordinator.Start();

            // Batch times that passed while the job was away come first, in order.
            BatchTime first = BatchClock.FirstAfter(time.GetUtcNow(), BatchInterval);
            if (claimed.LastSealed + BatchInterval < first)
            {
                _coordinator.Tick(first - BatchInterval);
            }
            else
            {
                first = claimed.LastSealed + BatchInterval;
            }

            _clock = new BatchClock(time, BatchInterval, first, _coordinator.Tick);
            Started(Logger, Options.JobName, BatchInterval.TotalMilliseconds, first.Milliseconds);
        }
        catch (Exception error)
        {
            Report(error);
            _ = BeginStop(graceful: false);
            throw;
        }
    }

    private void Report(Exception error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is null && _failed.TrySetResult(error))
        {
            FirstFailure(Logger, Options.JobName, error);
        }
    }

    /// <summary>Starts the stop, or makes the one under way immediate.</summary>
    private Task BeginStop(bool graceful)
    {
        lock (_lifeLock)
        {
            if (_stopping is not null)
            {
                if (!graceful)
                {
                    _hurry?.Cancel();
                }

                return _stopping;
            }

            bool wasActive = _state == StreamingContextState.Active;
            Graph.Fix("the context has been stopped");
            if (!wasActive)
            {
                _state = StreamingContextState.Stopped;
                _stopped.TrySetResult();
                return _stopping = Task.CompletedTask;
            }

            _hurry = new CancellationTokenSource();
            return _stopping = Task.Run(() => StopCoreAsync(_starting!, graceful, _hurry));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} started: a batch every {IntervalMs} ms, the first at {FirstBatch} ms.")]
    private static partial void Started(ILogger logger, string job, double intervalMs, long firstBatch);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} has been started already; the call did nothing.")]
    private static partial void AlreadyStarted(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed.")]
    private static partial void FirstFailure(ILogger logger, string job, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} stopped.")]
    private static partial void HasStopped(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job}: the graceful stop was cut short; batches on their way are dropped.")]
    private static partial void StopCutShort(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job}: source {Source} failed to stop.")]
    private static partial void SourceStopFailed(ILogger logger, string job, string source, Exception error);
}
