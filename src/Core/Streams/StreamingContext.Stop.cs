using OrleansStream.Batches;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    private TimeSpan GracefulTimeout
    {
        get
        {
            TimeSpan tenBatches = BatchInterval * 10;
            TimeSpan least = TimeSpan.FromSeconds(10);
            return Options.GracefulStopTimeout ?? (tenBatches > least ? tenBatches : least);
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
                if (Graph.Inputs.Any(source => source.HasUnsealedData))
                {
                    await NextTickAsync(coordinator).WaitAsync(cut).ConfigureAwait(false);
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

    /// <summary>Ends when the next batch time has come.</summary>
    private async Task NextTickAsync(BatchCoordinator coordinator)
    {
        TimeProvider time = Options.TimeProvider;
        BatchTime next = BatchClock.FirstAfter(time.GetUtcNow(), BatchInterval);
        await Task.WhenAny(Task.Delay(next.ToDateTimeOffset() - time.GetUtcNow(), time), coordinator.Finished).ConfigureAwait(false);
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
