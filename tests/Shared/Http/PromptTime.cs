using System.Collections.Concurrent;

namespace OrleansStream.Tests.Http;

/// <summary>A clock that stands still, whose timers fire at once or never.</summary>
/// <param name="fires">Whether a timer that is due after so long fires.</param>
internal sealed class PromptTime(Func<TimeSpan, bool> fires) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _fired = new();

    /// <summary>When the timers that have fired were due.</summary>
    internal IReadOnlyCollection<TimeSpan> Fired => _fired;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && fires(dueTime))
        {
            _fired.Enqueue(dueTime);
            return new PromptTimer(System.CreateTimer(callback, state, TimeSpan.Zero, period), fires);
        }

        return new PromptTimer(System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period), fires);
    }

    private sealed class PromptTimer(ITimer timer, Func<TimeSpan, bool> fires) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime > TimeSpan.Zero && !fires(dueTime) ? Timeout.InfiniteTimeSpan : dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
