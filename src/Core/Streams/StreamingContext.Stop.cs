using OrleansStream.Batches;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private TaskCompletionSource _awaitsTick = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task? _nextTick;

    private TimeSpan GracefulTimeout
    {
        get
        {
            TimeSpan tenBatches = BatchInterval * 10;
            TimeSpan least = TimeSpan.FromSeconds(10);
            return Options.GracefulStopTimeout ?? (tenBatches > least ? tenBatches : least);
        }
    }

    /// <summary>Whether a graceful stop waits for one more batch time.</summary>
    internal bool StopAwaitsTick => _nextTick is { IsCompleted: false } && !_coordinator!.Finished.IsCompleted;

    /// <summary>Ends when no stop is under way, or the one under way waits for the clock.</summary>
    internal Task StopSettledAsync()
    {
        lock (_lifeLock)
        {
            return _stopping is null || StopAwaitsTick ? Task.CompletedTask : Task.WhenAny(_stopped.Task, _awaitsTick.Task);
        }
    }

    /// <summary>Finishes the batches whose times have come, and stops without the rest of what sources have: whoever continues the job goes on with it.</summary>
    /// <param name="cancellation">Gives up waiting: batches that are not committed by then run again where the job goes on. So do those of which an attempt
    /// fails: it may be one that cannot end here.</param>
    internal async Task HandOverAsync(CancellationToken cancellation)
    {
        Task finished = Task.CompletedTask;
        if (State == StreamingContextState.Active && _coordinator is { } coordinator)
        {
            await StopClockAsync().ConfigureAwait(false);
            Task repeating = coordinator.NextRepeatAsync();
            coordinator.Drain();
            finished = coordinator.Finished;
            Task waited = Task.WhenAny(finished, repeating, _stopped.Task);
            await waited.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await StopAsync(graceful: finished.IsCompleted, cancellation).ConfigureAwait(false);
    }

    private async Task StopCoreAsync(Task started, bool graceful, CancellationTokenSource hurry)
    {
        using var timeout = new CancellationTokenSource(GracefulTimeout, Options.TimeProvider);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(hurry.Token, timeout.Token);
        await started.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        if (graceful)
        {
            await DrainAsync(cut.Token).ConfigureAwait(false);
        }
        else
        {
            await hurry.CancelAsync().ConfigureAwait(false);
            await StopClockAsync().ConfigureAwait(false);
            await StopSourcesAsync(cut.Token).ConfigureAwait(false);
        }

        if (_coordinator is { } coordinator)
        {
            await coordinator.DisposeAsync().ConfigureAwait(false);
        }

        // What is not gone by then, a later life removes.
        Task letGo = Task.WhenAll(Graph.Inputs.Select(source => source.LetGoAsync()));
        await letGo.WaitAsync(cut.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Runtime.States.Batches.Over();
        await Listeners.StopAsync().ConfigureAwait(false);
        _instruments?.Dispose();
        lock (_lifeLock)
        {
            _state = StreamingContextState.Stopped;
        }

        HasStopped(Logger, Options.JobName);
        _stopped.TrySetResult();
    }

    /// <summary>Stops sources, runs batches until they have nothing left, and finishes every batch on its way.</summary>
    private async Task DrainAsync(CancellationToken cut)
    {
        await StopSourcesAsync(cut).ConfigureAwait(false);
        try
        {
            if (_coordinator is { } coordinator)
            {
                await SealRestAsync(coordinator, cut).ConfigureAwait(false);
                await StopClockAsync().ConfigureAwait(false);
                coordinator.Drain();
                await coordinator.Finished.WaitAsync(cut).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            StopCutShort(Logger, Options.JobName);
            await StopClockAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Lets the clock run until batches hold all that sources have received, which may be more than one batch may hold.</summary>
    private async Task SealRestAsync(BatchCoordinator coordinator, CancellationToken cut)
    {
        while (_clock is { } clock && !coordinator.Finished.IsCompleted)
        {
            Task sealing = coordinator.NextSealAsync();
            if (!Graph.Inputs.Any(source => source.HasUnsealedData))
            {
                break;
            }

            TaskCompletionSource awaited;
            lock (_lifeLock)
            {
                _nextTick = clock.NextTickAsync();
                awaited = _awaitsTick;
                _awaitsTick = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            awaited.SetResult();
            await Task.WhenAny(sealing, coordinator.Finished).WaitAsync(cut).ConfigureAwait(false);
        }

        _nextTick = null;
    }

    private async Task StopSourcesAsync(CancellationToken cut)
    {
        foreach (InputSource source in _startedSources)
        {
            try
            {
                await source.StopAsync(cut).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                SourceStopFailed(Logger, Options.JobName, source.Name, error);
            }
        }

        _startedSources.Clear();
    }

    private async Task StopClockAsync()
    {
        if (_clock is { } clock)
        {
            await clock.DisposeAsync().ConfigureAwait(false);
        }
    }
}
