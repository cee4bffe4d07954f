using OrleansStream.Receivers;

namespace OrleansStream;

/// <summary>The life of a receiver, whatever the type of its records; derive from <see cref="Receiver{T}"/>.</summary>
/// <remarks>
/// A receiver runs from <see cref="OnStart"/> to <see cref="OnStop"/>, any number of times, one run after another; the two are never
/// called at the same time. All other members may be called from any thread at any time.
/// </remarks>
public abstract class Receiver
{
    /// <summary>What a timer can count, with room to spare.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromDays(24);

    private ReceiverSupervisor? _supervisor;
    private int _attached;

    private protected Receiver()
    {
    }

    /// <summary>The operator name of the stream that this receiver feeds.</summary>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public string StreamName => Supervisor.Settings.StreamName;

    /// <summary>The number of that stream among the context's input streams, in order of definition, from 0.</summary>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public int StreamId => Supervisor.Settings.StreamId;

    /// <summary>How often blocks are cut: <see cref="StreamingContextOptions.BlockInterval"/>, or the batch interval if that is shorter.</summary>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public TimeSpan BlockInterval => Supervisor.Settings.BlockInterval;

    /// <summary>Whether a run is under way: true from just before <see cref="OnStart"/> until the run is told to end.</summary>
    public bool IsStarted => Volatile.Read(ref _supervisor)?.IsStarted ?? false;

    /// <summary>Whether no run is under way. Loops of a receiver poll it, unless they were begun by <see cref="Run"/>.</summary>
    public bool IsStopped => !IsStarted;

    /// <summary>Cancelled when the current run is told to end, and while there is none.</summary>
    internal CancellationToken Ending => Supervisor.Ending;

    private ReceiverSupervisor Supervisor => Volatile.Read(ref _supervisor)
        ?? throw new InvalidOperationException($"{GetType().Name} feeds no running stream: give it to ReceiverStream and start the context first.");

    /// <summary>Ends this run and begins another after a delay. Returns at once; does nothing when the run is ending already.</summary>
    /// <param name="message">Why, for people.</param>
    /// <param name="error">The error that made it necessary, or null.</param>
    /// <param name="delay">How long from now until the next run; by default <see cref="StreamingContextOptions.ReceiverRestartDelay"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is negative or longer than 24 days.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public void Restart(string message, Exception? error = null, TimeSpan? delay = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (delay is { } value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(delay));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LongestDelay, nameof(delay));
        }

        Supervisor.Restart(message, error, delay);
    }

    /// <summary>Ends this run. The context starts the receiver again, after <see cref="StreamingContextOptions.ReceiverRestartDelay"/>,
    /// for as long as it runs. Returns at once; does nothing when the run is ending already.</summary>
    /// <param name="message">Why, for people.</param>
    /// <param name="error">The error that made it necessary, or null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public void Stop(string message, Exception? error = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Supervisor.Restart(message, error, delay: null);
    }

    /// <summary>Tells listeners and the log of an error; the run goes on.</summary>
    /// <param name="message">What happened, for people.</param>
    /// <param name="error">The error, or null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has not been started.</exception>
    public void ReportError(string message, Exception? error = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        Supervisor.ReportError(message, error);
    }

    internal void CallOnStart() => OnStart();

    internal void CallOnStop() => OnStop();

    /// <summary>Binds this receiver to a stream, once.</summary>
    /// <exception cref="ArgumentException">It feeds a stream already.</exception>
    internal void Attach(string parameter)
    {
        if (Interlocked.Exchange(ref _attached, 1) == 1)
        {
            throw new ArgumentException($"This {GetType().Name} feeds another stream already; make a receiver for each stream.", parameter);
        }
    }

    internal void Attach(ReceiverSupervisor supervisor) => Volatile.Write(ref _supervisor, supervisor);

    /// <summary>Begins a run: opens what is read from and starts loops, with <see cref="Run"/> or on threads of its own. It must not
    /// block: the context's start waits for it. If it throws, the run ends and another begins after the restart delay.</summary>
    protected abstract void OnStart();

    /// <summary>Ends a run: closes what <see cref="OnStart"/> opened and ends threads that it started. Called once after each
    /// <see cref="OnStart"/>, also after one that threw. Loops begun by <see cref="Run"/> have been told to end and need nothing here.</summary>
    protected virtual void OnStop()
    {
    }

    /// <summary>Begins a loop of this run on the thread pool. The run does not end before its loops have; a loop that throws restarts
    /// the receiver with the error.</summary>
    /// <param name="loop">The loop; its token is cancelled when the run ends.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loop"/> is null.</exception>
    /// <exception cref="InvalidOperationException">No run is under way.</exception>
    protected void Run(Func<CancellationToken, Task> loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        Supervisor.Run(loop);
    }
}
