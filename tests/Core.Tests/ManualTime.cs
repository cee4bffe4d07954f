namespace OrleansStream.Core.Tests;

/// <summary>A clock that stands still until a test moves it. Timers fire on the thread that moves it, in order of their times.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly object _lock = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20000);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until a timer is set that is due in this long.</summary>
    internal async Task TimerAsync(TimeSpan due)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_timers.Exists(timer => timer.Due == _now + due))
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.Within();
        }
    }

    internal void Advance(TimeSpan duration)
    {
        DateTimeOffset end = GetUtcNow() + duration;
        while (true)
        {
            Timer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                _now = due?.Due ?? end;
                if (due is null)
                {
                    return;
                }

                due.Elapsed();
            }

            due.Fire();
        }
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        internal DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        internal void Fire() => fire();

        internal void Elapsed()
        {
            if (_period > TimeSpan.Zero)
            {
                Due += _period;
            }
            else
            {
                time._timers.Remove(this);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool atOnce = dueTime == TimeSpan.Zero;
            lock (time._lock)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                    time._changed.TrySetResult();
                    time._changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            if (atOnce)
            {
                time.Advance(TimeSpan.Zero);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
