namespace OrleansStream.Stateful;

/// <summary>Which batches a job has committed, as those see it who ask for state from outside: the same for all operators.</summary>
/// <remarks>Safe for several threads; commits come one at a time.</remarks>
internal sealed class CommittedBatches
{
    private readonly Lock _lock = new();
    private volatile CommittedRange? _range;
    private TaskCompletionSource _next = NewSignal();
    private TimeSpan _interval;
    private BatchTime _zero;
    private int _history;
    private volatile bool _isOver;
    private volatile bool _isClosed;

    /// <summary>What can be asked of.</summary>
    /// <exception cref="StateNotAvailableException">The job has not been started.</exception>
    /// <exception cref="ObjectDisposedException">The context has been disposed of.</exception>
    internal CommittedRange Current
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(StreamingContext));
            return Last;
        }
    }

    /// <summary>The same, also when the context has been disposed of: for those who began before.</summary>
    /// <exception cref="StateNotAvailableException">The job has not been started.</exception>
    internal CommittedRange Last => _range ?? throw new StateNotAvailableException();

    /// <summary>Whether the job has stopped, so that nothing will be committed any more.</summary>
    internal bool IsOver => _isOver;

    /// <summary>Ends at the next commit, or when the job stops.</summary>
    internal Task Next
    {
        get
        {
            lock (_lock)
            {
                return _next.Task;
            }
        }
    }

    /// <summary>The job starts.</summary>
    /// <param name="committed">The last batch that is committed: one interval before the first if there is none.</param>
    /// <param name="zero">Where batch times count from.</param>
    /// <param name="interval">The batch interval.</param>
    /// <param name="history">How many batches before the last committed one can be asked of.</param>
    internal void Begin(BatchTime committed, BatchTime zero, TimeSpan interval, int history)
    {
        lock (_lock)
        {
            (_zero, _interval, _history) = (zero, interval, history);
            _range = new CommittedRange(committed, committed);
        }
    }

    /// <summary>Whether a batch can be asked of.</summary>
    /// <param name="range">What is committed.</param>
    /// <param name="time">The batch.</param>
    internal bool IsKept(CommittedRange range, BatchTime time) => time >= range.Oldest && time <= range.Newest && time.IsMultipleOf(_interval, _zero);

    /// <summary>Batches up to one are committed; whoever asks from now on is answered of it.</summary>
    internal CommittedRange Commit(BatchTime committed)
    {
        lock (_lock)
        {
            CommittedRange before = Last;
            BatchTime oldest = committed - (_interval * _history);
            return _range = new CommittedRange(oldest > before.Oldest ? oldest : before.Oldest, committed);
        }
    }

    /// <summary>Wakes those who wait for a commit.</summary>
    internal void Announce() => Signal(isLast: false);

    /// <summary>The job has stopped.</summary>
    internal void Over() => Signal(isLast: true);

    /// <summary>Refuses every later question.</summary>
    internal void Close() => _isClosed = true;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal(bool isLast)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            signal = _next;
            _isOver |= isLast;
            if (!_isOver)
            {
                _next = NewSignal();
            }
        }

        signal.TrySetResult();
    }
}
