using OrleansStream.Rates;

namespace OrleansStream.Receivers;

/// <summary>Decides when a receiver may take in more: so many records a second, and nothing while too much waits to be processed.</summary>
/// <remarks>Thread-safe. A wait ends as soon as the run that it belongs to is told to end: what has been read by then is taken.</remarks>
internal sealed class Intake
{
    private readonly Lock _lock = new();
    private readonly object _sleepers = new();
    private readonly TimeProvider _time;
    private readonly TokenBucket _bucket;
    private readonly Backlog _backlog;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _open;

    internal Intake(TimeProvider time, TokenBucket bucket, Backlog backlog)
    {
        _time = time;
        _bucket = bucket;
        _backlog = backlog;
        _open = bucket.Rate is null;
    }

    /// <summary>Whether records may be taken now.</summary>
    internal bool CanTake => TryTake(0, out _, out _);

    /// <summary>Records per second, or null for no limit.</summary>
    internal double? Rate
    {
        get
        {
            lock (_lock)
            {
                return _bucket.Rate;
            }
        }
    }

    /// <summary>How many records may be taken now, at least one; without a limit any number.</summary>
    internal double Allowance
    {
        get
        {
            lock (_lock)
            {
                return _bucket.Allowance;
            }
        }
    }

    /// <summary>Changes the rate; what is not positive changes nothing.</summary>
    internal void Update(double rate) => Change(() => _bucket.Update(rate));

    /// <summary>A block has been stored.</summary>
    internal void Stored(long records, long bytes)
    {
        lock (_lock)
        {
            _backlog.Add(records, bytes);
            _open = _bucket.Rate is null && !_backlog.IsFull;
        }
    }

    /// <summary>What <see cref="Stored"/> was told of could not be stored after all.</summary>
    internal void Lost(long records, long bytes) => Change(() => _backlog.Add(-records, -bytes));

    /// <summary>A batch has taken blocks.</summary>
    internal void Sealed(BatchTime time, long records, long bytes)
    {
        lock (_lock)
        {
            _backlog.Seal(time, records, bytes);
        }
    }

    /// <summary>A batch is over, and with it all before it.</summary>
    internal void BatchOver(BatchTime time) => Change(() => _backlog.Over(time));

    /// <summary>Takes note of records that have come already.</summary>
    internal void Took(int records)
    {
        if (!_open)
        {
            lock (_lock)
            {
                _bucket.Take(records);
            }
        }
    }

    /// <summary>Takes records when that is allowed, or at once when the run ends.</summary>
    /// <param name="records">How many; 0 to find out when any may be taken.</param>
    /// <param name="ending">Cancelled when the run ends.</param>
    internal ValueTask TakeAsync(int records, CancellationToken ending) =>
        TryTake(records, out TimeSpan wait, out Task changed) ? ValueTask.CompletedTask : new ValueTask(TakeLaterAsync(records, wait, changed, ending));

    /// <summary>Takes a record, holding the caller's thread until that is allowed, or the run ends.</summary>
    /// <param name="receiver">Whose run it is.</param>
    internal void TakeOne(Receiver receiver)
    {
        while (!TryTake(1, out TimeSpan wait, out Task changed))
        {
            CancellationToken ending = receiver.Ending;
            if (ending.IsCancellationRequested)
            {
                Took(1);
                return;
            }

            Sleep(wait, changed, ending);
        }
    }

    private bool TryTake(int records, out TimeSpan wait, out Task changed)
    {
        wait = TimeSpan.Zero;
        changed = Task.CompletedTask;
        if (_open)
        {
            return true;
        }

        lock (_lock)
        {
            wait = _backlog.IsFull ? Timeout.InfiniteTimeSpan : _bucket.TryTake(records);
            changed = _changed.Task;
        }

        return wait == TimeSpan.Zero;
    }

    private async Task TakeLaterAsync(int records, TimeSpan wait, Task changed, CancellationToken ending)
    {
        do
        {
            // However this ends, the next try says what to do.
            await changed.WaitAsync(wait, _time, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested)
            {
                Took(records);
                return;
            }
        }
        while (!TryTake(records, out wait, out changed));
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            _open = _bucket.Rate is null && !_backlog.IsFull;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        WakeAll();
    }

    /// <summary>Holds the caller's thread for a time at most. It needs no other thread to go on, since all of the pool's may be held here.</summary>
    private void Sleep(TimeSpan wait, Task changed, CancellationToken ending)
    {
        bool bySystem = ReferenceEquals(_time, TimeProvider.System);
        lock (_sleepers)
        {
            CancellationTokenRegistration registration = ending.UnsafeRegister(static self => ((Intake)self!).WakeAll(), this);
            using ITimer? timer = bySystem ? null : _time.CreateTimer(static self => ((Intake)self!).WakeAll(), this, wait, Timeout.InfiniteTimeSpan);
            if (!changed.IsCompleted && !ending.IsCancellationRequested)
            {
                Monitor.Wait(_sleepers, bySystem ? wait : Timeout.InfiniteTimeSpan);
            }

            // Not disposed of: that would wait for a callback that waits for this lock.
            registration.Unregister();
        }
    }

    private void WakeAll()
    {
        lock (_sleepers)
        {
            Monitor.PulseAll(_sleepers);
        }
    }
}
