namespace OrleansStream.Testing;

/// <summary>A timer of a <see cref="VirtualTime"/>, which guards <see cref="Due"/>, <see cref="Order"/> and <see cref="Period"/>.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly Lock _lock = new();
    private TaskCompletionSource? _ended;
    private int _running;
    private bool _disposed;

    internal static IComparer<VirtualTimer> ByDueTime { get; } = Comparer<VirtualTimer>.Create((left, right) =>
        left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Order.CompareTo(right.Order));

    internal DateTimeOffset Due { get; set; }

    /// <summary>When it was set, among timers that are due at the same moment.</summary>
    internal long Order { get; set; }

    internal TimeSpan Period { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            time.Set(this, dueTime, period);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            time.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the timer; the returned task ends when no callback runs any more.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        lock (_lock)
        {
            if (_running == 0)
            {
                return ValueTask.CompletedTask;
            }

            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_ended.Task);
        }
    }

    internal void Fire()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _running++;
        }

        try
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).CallBack(), this);
            }
        }
        finally
        {
            lock (_lock)
            {
                if (--_running == 0)
                {
                    _ended?.TrySetResult();
                }
            }
        }
    }

    private void CallBack() => callback(state);

    private static void Check(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value > Longest))
        {
            throw new ArgumentOutOfRangeException(name, value, "A timer's time is infinite, or from zero to 49 days.");
        }
    }
}
