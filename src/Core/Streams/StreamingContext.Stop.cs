using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private readonly TaskCompletionSource _awaitsTick = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task? _lastTick;

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
    internal bool StopAwaitsTick => _lastTick is { IsCompleted: false } && !_coordinator!.Finished.IsCompleted;

    /// <summary>Ends when no stop is under way, or the one under way waits for the clock.</summary>
    internal Task StopSettledAsync()
    {
        lock (_lifeLock)
        {
            return _stopping is null || StopAwaitsTick ? Task.CompletedTask
                : _lastTick is null ? Task.WhenAny(_stopped.Task, _awaitsTick.Task)
                : _stopped.Task;
        }
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

        await Listeners.StopAsync().ConfigureAwait(false);
        _instruments?.Dispose();
        lock (_lifeLock)
        {
            _state = StreamingContextState.Stopped;
        }

        HasStopped(Logger, Options.JobName);
        _stopped.TrySetResult();
    }

    /// <summary>Stops sources, runs one more batch if they left something, and finishes every batch on its way.</summary>
    private async Task DrainAsync(CancellationToken cut)
    {
        await StopSourcesAsync(cut).ConfigureAwait(false);
        try
        {
            if (_coordinator is { } coordinator)
            {
                if (_clock is { } clock && Graph.Inputs.Any(source => source.HasUnsealedData))
                {
                    _lastTick = clock.NextTickAsync();
                    _awaitsTick.TrySetResult();
                    await Task.WhenAny(_lastTick, coordinator.Finished).WaitAsync(cut).ConfigureAwait(false);
                }

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
