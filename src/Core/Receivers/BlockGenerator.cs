namespace OrleansStream.Receivers;

/// <summary>Gathers single records and cuts them into a block at every block interval, or when there are enough.</summary>
/// <remarks>
/// Blocks are stored one at a time in the order of cutting. While <c>queueSize</c> of them wait for a slow store nothing is cut and
/// records go on gathering. Thread-safe.
/// </remarks>
internal sealed class BlockGenerator<T>
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly int _queueSize;
    private readonly int _maxRecords;
    private readonly Func<RecordBlock<T>, ValueTask> _store;
    private readonly Action<Exception> _storeFailed;
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private ITimer? _timer;
    private T[] _buffer = [];
    private int _count;
    private bool _storing;
    private bool _stopped;

    /// <param name="time">Where time comes from.</param>
    /// <param name="interval">How often a block is cut.</param>
    /// <param name="queueSize">How many blocks may wait to be stored.</param>
    /// <param name="maxRecords">How many records make a block before its interval is over.</param>
    /// <param name="store">Stores a block.</param>
    /// <param name="storeFailed">Told when that failed and the block's records are lost.</param>
    internal BlockGenerator(
        TimeProvider time, TimeSpan interval, int queueSize, int maxRecords, Func<RecordBlock<T>, ValueTask> store, Action<Exception> storeFailed)
    {
        _time = time;
        _interval = interval;
        _queueSize = queueSize;
        _maxRecords = maxRecords;
        _store = store;
        _storeFailed = storeFailed;
    }

    /// <summary>Whether records are waiting to be cut or blocks to be stored.</summary>
    internal bool HasPending
    {
        get
        {
            lock (_lock)
            {
                return _count > 0 || _storing;
            }
        }
    }

    /// <summary>Begins to cut. Records may be added before.</summary>
    internal void Start() =>
        _timer = _time.CreateTimer(static self => ((BlockGenerator<T>)self!).Cut(marker: null), this, _interval, _interval);

    /// <summary>Adds a record to the current block.</summary>
    /// <returns>False when the generator has been stopped and the record was refused.</returns>
    internal bool Add(T record)
    {
        lock (_lock)
        {
            if (_stopped)
            {
                return false;
            }

            if (_count == _buffer.Length)
            {
                _buffer = RecordBlock<T>.Grow(_buffer, _count);
            }

            _buffer[_count++] = record;
            if (_count < _maxRecords)
            {
                return true;
            }
        }

        Cut(marker: null);
        return true;
    }

    /// <summary>Stores a block that is complete already, past the queue.</summary>
    /// <exception cref="InvalidOperationException">The generator has been stopped.</exception>
    internal ValueTask StoreAsync(RecordBlock<T> block)
    {
        ThrowIfStopped();
        return _store(block);
    }

    /// <exception cref="InvalidOperationException">The generator has been stopped.</exception>
    internal void ThrowIfStopped()
    {
        lock (_lock)
        {
            if (_stopped)
            {
                throw new InvalidOperationException("The receiver has been stopped for good: its context takes no more records.");
            }
        }
    }

    /// <summary>Cuts a block now and waits until it and all before it are stored.</summary>
    internal Task FlushAsync()
    {
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cut(marker);
        return marker.Task;
    }

    /// <summary>Refuses more records, cuts the last block and waits until all are stored.</summary>
    internal async Task StopAsync()
    {
        lock (_lock)
        {
            _stopped = true;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
        }

        await FlushAsync().ConfigureAwait(false);
    }

    private void Cut(TaskCompletionSource? marker)
    {
        lock (_lock)
        {
            // A flush cuts whatever the queue says: what has come before a batch's time is in the batch.
            if (_count > 0 && (marker is not null || _waiting.Count < _queueSize))
            {
                _waiting.Enqueue(new Waiting(new RecordBlock<T>(_buffer, _count), null));
                _buffer = [];
                _count = 0;
            }

            if (marker is not null)
            {
                _waiting.Enqueue(new Waiting(null, marker));
            }

            if (_storing || _waiting.Count == 0)
            {
                return;
            }

            _storing = true;
        }

        // A store that answers at once has taken the block when this returns.
        _ = StoreWaitingAsync();
    }

    private async Task StoreWaitingAsync()
    {
        while (true)
        {
            Waiting next;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _storing = false;
                    return;
                }
            }

            if (next.Block is not { } block)
            {
                next.Marker!.SetResult();
                continue;
            }

            try
            {
                await _store(block).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                block.Release();
                _storeFailed(error);
            }
        }
    }

    private readonly record struct Waiting(RecordBlock<T>? Block, TaskCompletionSource? Marker);
}
