namespace OrleansStream.Stateful;

/// <summary>Reads an operator's state in this process, partition by partition.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="queries">What copies keys and states.</param>
/// <param name="state">The state.</param>
/// <param name="pin">Keeps the version.</param>
/// <param name="version">The version.</param>
/// <param name="filter">Which keys to give, or null for all.</param>
internal sealed class EmbeddedStateScan<TKey, TState>(
    StateQueries<TKey, TState> queries, OperatorState<TKey, TState> state, StatePin pin, long version, Predicate<TKey>? filter)
    : StateScan<TKey, TState>
{
    // A batch waits for no more than this many.
    private readonly StateEntry<TKey, TState>[] _entries = new StateEntry<TKey, TState>[256];
    private StateReader<TKey, TState>? _reader;
    private int _nextPartition;
    private int _next;
    private int _count;
    private bool _isDisposed;

    public override BatchTime BatchTime => pin.Batch;

    public override ValueTask<IReadOnlyList<(TKey Key, TState State)>> ReadAsync(int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        StateGate.ThrowIfInFunction();
        _ = queries.Batches.Current;
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var page = new List<(TKey Key, TState State)>(Math.Min(limit, _entries.Length));
        while (page.Count < limit && TryNext(cancellationToken, out StateEntry<TKey, TState> entry))
        {
            if (filter is null || filter(entry.Key))
            {
                page.Add((queries.GiveOut(entry.Key), queries.GiveOut(entry.State)));
            }
        }

        return ValueTask.FromResult<IReadOnlyList<(TKey Key, TState State)>>(page);
    }

    public override ValueTask DisposeAsync()
    {
        _isDisposed = true;
        LetGo();
        return ValueTask.CompletedTask;
    }

    private bool TryNext(CancellationToken cancellation, out StateEntry<TKey, TState> entry)
    {
        while (_next == _count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TryFill())
            {
                entry = default;
                return false;
            }
        }

        entry = _entries[_next++];
        return true;
    }

    /// <summary>Reads the next entries, or passes on to the next partition.</summary>
    /// <returns>False at the end.</returns>
    private bool TryFill()
    {
        _next = _count = 0;
        if (_reader is null)
        {
            if (_nextPartition == state.Partitions.Count)
            {
                LetGo();
                return false;
            }

            _reader = state.Partitions[_nextPartition++].TryScan(version) ?? throw Expired();
        }

        _count = _reader.Read(_entries);
        if (_count < 0)
        {
            _count = 0;
            throw Expired();
        }

        if (_count == 0)
        {
            CloseReader();
        }

        return true;
    }

    private StateScanExpiredException Expired() => new(queries.OperatorName, pin.Batch, pin.Limit);

    private void CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private void LetGo()
    {
        CloseReader();
        state.Versions.Unpin(pin);
        Array.Clear(_entries);
    }
}
