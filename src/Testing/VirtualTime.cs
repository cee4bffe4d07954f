namespace OrleansStream.Testing;

/// <summary>A clock that stands still until it is told to move: the time of tests.</summary>
/// <remarks>
/// <para>
/// <see cref="Advance"/> fires timers in the order in which they are due, those due at the same moment in the order in which they were
/// set, each with the clock at exactly its due time. Timers that are set or changed by a callback take part. Callbacks run on the
/// thread that advances. A timer that is due at once fires on the thread pool without waiting for the clock to move, as on the system clock.
/// </para>
/// <para>Thread-safe; calls of <see cref="Advance"/> exclude each other.</para>
/// </remarks>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _advancing = new();
    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _waiting = new(VirtualTimer.ByDueTime);
    private DateTimeOffset _now;
    private long _lastOrder;

    /// <summary>Makes a clock that stands at <see cref="DefaultStart"/>.</summary>
    public VirtualTime()
        : this(DefaultStart)
    {
    }

    /// <summary>Makes a clock.</summary>
    /// <param name="start">Where it stands.</param>
    public VirtualTime(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <summary>2024-01-01T00:00:00Z: a multiple of every batch interval that divides a day.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due, or null if none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Min?.Due;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock, firing what becomes due on the way.</summary>
    /// <param name="by">How far; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">Called by a timer's callback, which runs inside another call.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        if (_advancing.IsHeldByCurrentThread)
        {
            throw new InvalidOperationException("Advance was called by a timer's callback while the clock moves.");
        }

        lock (_advancing)
        {
            DateTimeOffset target = GetUtcNow() + by;
            while (TakeDue(target) is { } timer)
            {
                timer.Fire();
            }

            lock (_lock)
            {
                _now = target;
            }
        }
    }

    /// <summary>Moves the clock to a moment, firing what becomes due on the way.</summary>
    /// <param name="moment">Where to; not in the clock's past.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="moment"/> lies in the clock's past.</exception>
    /// <exception cref="InvalidOperationException">Called by a timer's callback, which runs inside another call.</exception>
    public void AdvanceTo(DateTimeOffset moment)
    {
        DateTimeOffset now = GetUtcNow();
        ArgumentOutOfRangeException.ThrowIfLessThan(moment, now);
        Advance(moment - now);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets, moves or clears a timer.</summary>
    internal void Set(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        bool now;
        lock (_lock)
        {
            _waiting.Remove(timer);
            timer.Period = period;
            now = dueTime == TimeSpan.Zero;
            if (now && period > TimeSpan.Zero)
            {
                Wait(timer, _now + period);
            }
            else if (dueTime > TimeSpan.Zero)
            {
                Wait(timer, _now + dueTime);
            }
        }

        if (now)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static due => due.Fire(), timer, preferLocal: false);
        }
    }

    /// <summary>The next timer due by a moment, with the clock moved to its due time.</summary>
    private VirtualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_lock)
        {
            if (_waiting.Min is not { } timer || timer.Due > target)
            {
                return null;
            }

            _waiting.Remove(timer);
            _now = timer.Due;
            if (timer.Period > TimeSpan.Zero)
            {
                Wait(timer, timer.Due + timer.Period);
            }

            return timer;
        }
    }

    private void Wait(VirtualTimer timer, DateTimeOffset due)
    {
        timer.Due = due;
        timer.Order = ++_lastOrder;
        _waiting.Add(timer);
    }
}
