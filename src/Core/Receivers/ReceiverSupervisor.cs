using System.Diagnostics.CodeAnalysis;
using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Starts a receiver, starts it again whenever a run ends, and stops it for good when the context stops.</summary>
/// <remarks>
/// A run ends through <see cref="Restart"/>, which only begins a transition: end the run, wait, begin the next. There is at most one
/// transition at a time, so the receiver's callbacks never overlap however many threads ask for a restart.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to free, and its token is looked at after the stop.")]
internal sealed partial class ReceiverSupervisor(Receiver receiver, ReceiverSettings settings)
{
    /// <summary>How long a stop that must not wait any longer still waits for loops that have been told to end.</summary>
    internal static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _transition = Task.CompletedTask;
    private ReceiverRun? _run;
    private ReceiverInfo _info = new(settings.StreamId, settings.StreamName, IsActive: false, Environment.MachineName, null, null, null);

    internal ReceiverSettings Settings => settings;

    /// <summary>Cancelled when the current run is told to end, and while there is none.</summary>
    internal CancellationToken Ending
    {
        get
        {
            lock (_lock)
            {
                return _run?.Stopping ?? new CancellationToken(canceled: true);
            }
        }
    }

    internal bool IsStarted
    {
        get
        {
            lock (_lock)
            {
                return _run is not null;
            }
        }
    }

    /// <summary>Begins the first run; ends when the receiver's <c>OnStart</c> has returned, or failed and will be tried again.</summary>
    internal Task StartAsync()
    {
        lock (_lock)
        {
            return _transition = BeginRunAsync();
        }
    }

    /// <summary>Ends the current run, if there is one that is not ending already, and begins another after a delay.</summary>
    internal void Restart(string message, Exception? error, TimeSpan? delay) => EndRun(only: null, message, error, delay);

    internal void ReportError(string message, Exception? error)
    {
        Failed(settings.Logger, settings.StreamName, message);
        if (error is not null)
        {
            FailedWith(settings.Logger, settings.StreamName, error);
        }

        ReceiverInfo info = Note(info => WithError(info, message, error));
        settings.Listeners.Post(listener => listener.OnReceiverError(info));
    }

    /// <summary>Begins a loop of the current run.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal void Run(Func<CancellationToken, Task> loop)
    {
        lock (_lock)
        {
            ReceiverRun run = _run ?? throw new InvalidOperationException($"The receiver of {settings.StreamName} is stopped; loops begin in OnStart or while it runs.");
            run.Add(Task.Run(() => GuardAsync(loop, run)));
        }
    }

    /// <summary>Ends the current run and begins no other.</summary>
    /// <param name="hurry">Cancelled when loops that do not end must not be waited for much longer.</param>
    internal async Task StopAsync(CancellationToken hurry)
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        Task transition;
        lock (_lock)
        {
            transition = _transition;
        }

        await transition.ConfigureAwait(false);
        ReceiverRun? run;
        lock (_lock)
        {
            run = _run;
            _run = null;
        }

        if (run is not null)
        {
            await FinishRunAsync(run, message: null, error: null, hurry).ConfigureAwait(false);
        }
    }

    private void EndRun(ReceiverRun? only, string message, Exception? error, TimeSpan? delay)
    {
        TimeSpan wait = delay ?? settings.RestartDelay;
        lock (_lock)
        {
            if (_run is not { } run || (only is not null && run != only) || _ending.IsCancellationRequested)
            {
                return;
            }

            _run = null;
            DateTimeOffset due = settings.Time.GetUtcNow() + wait;
            Task previous = _transition;
            _transition = Task.Run(() => BeginAgainAsync(previous, run, message, error, due));
        }

        Restarting(settings.Logger, settings.StreamName, wait.TotalMilliseconds, message, error);
    }

    private async Task BeginAgainAsync(Task previous, ReceiverRun run, string message, Exception? error, DateTimeOffset due)
    {
        await previous.ConfigureAwait(false);
        await FinishRunAsync(run, message, error, _ending.Token).ConfigureAwait(false);
        try
        {
            // The delay counts from the call, so that it does not depend on how long the run took to end.
            TimeSpan wait = due - settings.Time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, settings.Time, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            return;
        }

        await BeginRunAsync().ConfigureAwait(false);
    }

    /// <summary>Begins a run unless the receiver is being stopped for good. Never fails.</summary>
    private Task BeginRunAsync()
    {
        var run = new ReceiverRun();
        lock (_lock)
        {
            if (_ending.IsCancellationRequested)
            {
                return Task.CompletedTask;
            }

            _run = run;
        }

        return Task.Run(() =>
        {
            Started(settings.Logger, settings.StreamName);
            ReceiverInfo info = Note(info => info with { IsActive = true });
            settings.Listeners.Post(listener => listener.OnReceiverStarted(info));
            try
            {
                using IDisposable scope = CallbackScope.Enter("a receiver");
                receiver.CallOnStart();
            }
            catch (Exception error)
            {
                EndRun(run, $"OnStart failed: {error.Message}", error, delay: null);
            }
        });
    }

    /// <summary>Lets a run end: loops are told to, the receiver cleans up, and only when all loops are gone is the run over.</summary>
    private async Task FinishRunAsync(ReceiverRun run, string? message, Exception? error, CancellationToken hurry)
    {
        await run.CancelAsync().ConfigureAwait(false);
        Task over = Task.Run(() => EndLoopsAsync(run), CancellationToken.None);
        if (!await EndsAsync(over, hurry).ConfigureAwait(false))
        {
            DoesNotEnd(settings.Logger, settings.StreamName, StopPatience.TotalSeconds);
        }

        Stopped(settings.Logger, settings.StreamName);
        ReceiverInfo info = Note(info => message is null ? info with { IsActive = false } : WithError(info, message, error) with { IsActive = false });
        settings.Listeners.Post(listener => listener.OnReceiverStopped(info));
    }

    private Task EndLoopsAsync(ReceiverRun run)
    {
        try
        {
            using IDisposable scope = CallbackScope.Enter("a receiver");
            receiver.CallOnStop();
        }
        catch (Exception failure)
        {
            ReportError($"OnStop failed: {failure.Message}", failure);
        }

        return run.WhenLoopsEndedAsync();
    }

    /// <summary>Waits for the end of a run without limit, and when in a hurry for <see cref="StopPatience"/> more.</summary>
    private async Task<bool> EndsAsync(Task over, CancellationToken hurry)
    {
        try
        {
            await over.WaitAsync(hurry).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (hurry.IsCancellationRequested)
        {
            try
            {
                await over.WaitAsync(StopPatience, settings.Time, CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task> loop, ReceiverRun run)
    {
        try
        {
            using IDisposable scope = CallbackScope.Enter("a receiver");
            await loop(run.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (run.Stopping.IsCancellationRequested)
        {
            // How a loop ends that was told to.
        }
        catch (Exception error) when (run.Stopping.IsCancellationRequested)
        {
            FailedWhileStopping(settings.Logger, settings.StreamName, error);
        }
        catch (Exception error)
        {
            EndRun(run, $"A loop failed: {error.Message}", error, delay: null);
        }
    }

    private ReceiverInfo WithError(ReceiverInfo info, string message, Exception? error) =>
        info with { LastErrorMessage = message, LastError = error, LastErrorTime = settings.Time.GetUtcNow() };

    private ReceiverInfo Note(Func<ReceiverInfo, ReceiverInfo> change)
    {
        lock (_lock)
        {
            return _info = change(_info);
        }
    }
}
