namespace OrleansStream.Batches;

/// <summary>Calls back at every batch time, in order, none skipped and none merged however late.</summary>
/// <remarks>
/// Times are computed from the interval, never from when the last call came, so the clock does not drift. For intervals below
/// <see cref="ThreadBelow"/> on the system clock a thread of its own waits: the timer queue's wake-ups are too coarse for them.
/// </remarks>
internal sealed class BatchClock : IAsyncDisposable
{
    /// <summary>Below this interval the system clock is followed by a thread of its own.</summary>
    internal static readonly TimeSpan ThreadBelow = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly Action<BatchTime> _tick;
    private readonly Lock _lock = new();
    private readonly object _wake = new();
    private readonly Thread? _thread;
    private readonly ITimer? _timer;
    private TaskCompletionSource? _ticked;
    private BatchTime _next;
    private bool _stopped;

    internal BatchClock(TimeProvider time, TimeSpan interval, BatchTime first, Action<BatchTime> tick)
    {
        _time = time;
        _interval = interval;
        _next = first;
        _tick = tick;
        if (ReferenceEquals(time, TimeProvider.System) && interval < ThreadBelow)
        {
            _thread = new Thread(FollowClock) { IsBackground = true, Name = "batch-clock", Priority = ThreadPriority.AboveNormal };
            _thread.Start();
        }
        else
        {
            _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            OnTimer();
        }
    }

    /// <summary>The first batch time of a job that starts now: the next multiple of the interval since the epoch.</summary>
    internal static BatchTime FirstAfter(DateTimeOffset now, TimeSpan interval) => BatchTime.From(now).Floor(interval) + interval;

    /// <summary>Ends after the next call. A wait of one's own for the next batch time might end before the clock's.</summary>
    internal Task NextTickAsync()
    {
        lock (_lock)
        {
            _ticked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ticked.Task;
        }
    }

    /// <summary>Stops the clock: no call comes after the returned task has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _stopped = true;
        }

        lock (_wake)
        {
            Monitor.Pulse(_wake);
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            TimeSpan wait = TickAllDue();
            if (!_stopped)
            {
                _timer?.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void FollowClock()
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                if (_stopped)
                {
                    return;
                }

                wait = TickAllDue();
            }

            lock (_wake)
            {
                Monitor.Wait(_wake, wait);
            }
        }
    }

    /// <summary>Calls back for every batch time that has come, and says how long the next one is off.</summary>
    private TimeSpan TickAllDue()
    {
        while (!_stopped)
        {
            TimeSpan wait = _next.ToDateTimeOffset() - _time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                // Timers count whole milliseconds and round down: waking early would only mean another short wait.
                return TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            }

            BatchTime due = _next;
            _next += _interval;
            _tick(due);
            _ticked?.SetResult();
            _ticked = null;
        }

        return Timeout.InfiniteTimeSpan;
    }
}
