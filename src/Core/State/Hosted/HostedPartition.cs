using System.Diagnostics.CodeAnalysis;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>One partition of an operator's state in the process that hosts it: which versions it has, and how it gets to the one that an order
/// changes.</summary>
/// <remarks>
/// It trusts no earlier order: a version is known by the attempt that made it, so what an attempt left that did not count, or a coordinator that was
/// replaced, is undone before anything is built on it. What cannot be undone or is not there is loaded from the head.
/// Safe for several threads. One task at a time changes it; a commit may read meanwhile.
/// </remarks>
/// <param name="state">The operator's state.</param>
/// <param name="partition">The partition.</param>
/// <param name="archive">Loads and stores the partition.</param>
/// <param name="heads">Reads heads.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore that nobody waits for by its handle holds nothing to free, and whoever has its turn at the end gives it back still; a commit ends by itself.")]
internal sealed class HostedPartition(OperatorState state, int partition, StateArchive archive, HeadReader heads)
{
    private readonly SemaphoreSlim _turn = new(1);

    // Committed versions that are kept, then a layer for each later one; nothing before anything is loaded. Also the lock of all that is here.
    private readonly List<BatchId> _versions = [];
    private BatchTime _committed = StateVersions.None.Time;
    private Storing? _storing;

    /// <summary>Waits for its turn, then brings the partition to the version that a batch changes.</summary>
    /// <param name="batch">The attempt of the batch.</param>
    /// <param name="versions">The version that the coordinator has committed and those after it, the last of which is changed.</param>
    /// <param name="check">Called when it is the batch's turn; throws if it may no longer begin.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The turn, which lasts until it is disposed of.</returns>
    /// <exception cref="StateLostException">A version that is not committed is not here.</exception>
    /// <exception cref="JobFencedException">Another coordinator has taken the job over.</exception>
    /// <exception cref="InvalidOperationException">The batch is committed.</exception>
    internal async Task<HostedTurn> BeginAsync(BatchId batch, IReadOnlyList<BatchId> versions, Action check, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            check();
            ThrowIfCommitted(batch);
            bool isThere = await TryBringToAsync(versions).ConfigureAwait(false);
            if (!isThere)
            {
                await LoadAsync(await heads.ReadAsync(batch.Epoch, versions[0].Time, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                isThere = await TryBringToAsync(versions).ConfigureAwait(false);
            }

            if (!isThere)
            {
                // The coordinator may have committed since.
                await LoadAsync(await heads.ReadNewestAsync(batch.Epoch, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                isThere = await TryBringToAsync(versions).ConfigureAwait(false);
            }

            return isThere ? new HostedTurn(this) : throw Lost(versions[^1]);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Looks a key up in a committed version, or measures it. A partition that has nothing yet is loaded; one that has is left as it is.</summary>
    internal async Task<StateAnswer> AskAsync(StateQuestion question, CancellationToken cancellation)
    {
        (StateAnswer? answer, bool isGone) = await ReadAsync(question.Epoch, question.Version, () => Answer(question), cancellation).ConfigureAwait(false);
        return answer ?? StateAnswer.Elsewhere with { IsGone = isGone };
    }

    /// <summary>Begins to read a committed version; otherwise as <see cref="AskAsync"/>.</summary>
    /// <returns>The scan, or null and whether the version is gone for good.</returns>
    internal Task<(HostedScan? Scan, bool IsGone)> OpenAsync(ScanQuestion question, TimeProvider time, CancellationToken cancellation) => ReadAsync(
        question.Epoch,
        question.Version,
        () => state.TryOpen(partition, question.Version.Time.Milliseconds, question.Turn.Prefix) is { } pages
            ? new HostedScan(state.Partitions[partition], question.Version, pages, time)
            : null,
        cancellation);

    private StateAnswer? Answer(StateQuestion question)
    {
        long version = question.Version.Time.Milliseconds;
        if (question.Key is { } key)
        {
            return state.TryAnswer(partition, key.Span, question.KeyShape.Span, version);
        }

        return state.Partitions[partition].Measure(version) is { } size ? StateAnswer.Elsewhere with { IsHere = true, Keys = size.Keys, Bytes = size.Bytes } : null;
    }

    private async Task<(T? Found, bool IsGone)> ReadAsync<T>(long epoch, BatchId version, Func<T?> read, CancellationToken cancellation)
        where T : class
    {
        if (TryRead(out bool isEmpty, out bool isGone) is { } found)
        {
            return (found, false);
        }

        if (!isEmpty)
        {
            return (null, isGone);
        }

        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (TryRead(out isEmpty, out _) is null && isEmpty)
            {
                await LoadAsync(await heads.ReadNewestAsync(epoch, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }

        return (TryRead(out _, out isGone), isGone);

        T? TryRead(out bool isEmpty, out bool isGone)
        {
            lock (_versions)
            {
                isEmpty = _versions.Count == 0;
                T? found = _versions.Contains(version) ? read() : null;
                isGone = !isEmpty && found is null && version.Time < _versions[0].Time;
                return found;
            }
        }
    }

    /// <summary>Stores a version while batches go on.</summary>
    /// <exception cref="StateLostException">The version is not here.</exception>
    /// <exception cref="OperationCanceledException">The version has been undone meanwhile: the commit was given up.</exception>
    internal async Task<StoredPartition> StoreAsync(PartitionToStore order, CommitObjects commit, CancellationToken cancellation)
    {
        using Storing storing = await BeginStoringAsync(order.Version, cancellation).ConfigureAwait(false);
        try
        {
            if (order.Before is { } committed)
            {
                Promote(committed.Id.Time, order.Kept?.Time ?? committed.Id.Time);
            }

            StoredState stored = await archive.StoreAsync(order.Before, order.Version, commit, storing.Token).ConfigureAwait(false);
            (long keys, long bytes) = state.Partitions[partition].Measure(order.Version.Time.Milliseconds) ?? throw Lost(order.Version);
            return new StoredPartition(stored, keys, bytes);
        }
        finally
        {
            lock (_versions)
            {
                _storing = null;
            }

            storing.End();
        }
    }

    /// <summary>A version is committed; those before the oldest that is kept go.</summary>
    private void Promote(BatchTime committed, BatchTime kept)
    {
        lock (_versions)
        {
            _committed = committed > _committed ? committed : _committed;
            _versions.RemoveAll(version => version.Time < kept);
        }

        // Whoever has its turn meanwhile changes later ones.
        state.Partitions[partition].Promote(kept.Milliseconds);
    }

    /// <summary>A turn is over.</summary>
    /// <param name="completed">The version that it has completed, or null if it failed.</param>
    internal void End(BatchId? completed)
    {
        if (completed is not null)
        {
            lock (_versions)
            {
                _versions.Add(completed);
            }
        }

        _turn.Release();
    }

    private void ThrowIfCommitted(BatchId batch)
    {
        lock (_versions)
        {
            if (_committed >= batch.Time)
            {
                throw new InvalidOperationException($"The state of {state.Name} is committed up to {_committed}; the batch of {batch.Time} can no longer change it.");
            }
        }
    }

    /// <summary>Brings the partition to the last of some versions, if it has all of them.</summary>
    private async Task<bool> TryBringToAsync(IReadOnlyList<BatchId> versions)
    {
        while (true)
        {
            Storing? inTheWay;
            lock (_versions)
            {
                if (StateLineage.Match(_versions, versions) is not { } kept)
                {
                    return false;
                }

                // A commit that reads a version that is to go was given up.
                BatchTime last = _versions[kept - 1].Time;
                inTheWay = _storing?.Version > last ? _storing : null;
                if (inTheWay is null)
                {
                    state.Partitions[partition].RollBackTo(last.Milliseconds);
                    _versions.RemoveRange(kept, _versions.Count - kept);
                    return true;
                }
            }

            await inTheWay.GiveUpAsync().ConfigureAwait(false);
        }
    }

    private async Task LoadAsync(Head head, CancellationToken cancellation)
    {
        while (TakeOff() is { } inTheWay)
        {
            await inTheWay.GiveUpAsync().ConfigureAwait(false);
        }

        StatePartition tables = state.Partitions[partition];
        StoredState[] stored =
        [
            .. head.KeptStates.Where(one => one.Operator == state.Name && (!state.HasGroups || one.Overlaps(tables.FirstGroup, tables.GroupCount))),
        ];
        if (stored.Length > 0)
        {
            await archive.LoadAsync(stored, cancellation).ConfigureAwait(false);
        }

        lock (_versions)
        {
            BatchId loaded = stored.FirstOrDefault()?.Id ?? StateVersions.None;
            _versions.Add(loaded);
            _committed = loaded.Time;
        }
    }

    /// <summary>Forgets all versions.</summary>
    /// <returns>The commit that reads one of them, so that this did not happen yet.</returns>
    private Storing? TakeOff()
    {
        lock (_versions)
        {
            if (_storing is null)
            {
                _versions.Clear();
                state.Renew(partition);
            }

            return _storing;
        }
    }

    private async Task<Storing> BeginStoringAsync(BatchId version, CancellationToken cancellation)
    {
        while (true)
        {
            Storing? inTheWay;
            lock (_versions)
            {
                if (!_versions.Contains(version))
                {
                    throw Lost(version);
                }

                inTheWay = _storing;
                if (inTheWay is null)
                {
                    return _storing = new Storing(version.Time, cancellation);
                }
            }

            // Of a commit that was given up: there is one at a time.
            await inTheWay.GiveUpAsync().ConfigureAwait(false);
        }
    }

    private StateLostException Lost(BatchId version) => new(
        $"Partition {partition} of the state of {state.Name} is not here as attempt {version.Attempt} of batch {version.Time} has left it, and the checkpoint has no such version.");

    /// <summary>A commit that reads a version.</summary>
    private sealed class Storing(BatchTime version, CancellationToken cancellation) : IDisposable
    {
        private readonly CancellationTokenSource _cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal BatchTime Version => version;

        internal CancellationToken Token => _cancel.Token;

        internal Task GiveUpAsync()
        {
            lock (_ended)
            {
                if (!_ended.Task.IsCompleted)
                {
                    _cancel.Cancel();
                }
            }

            return _ended.Task;
        }

        internal void End()
        {
            lock (_ended)
            {
                _ended.SetResult();
            }
        }

        public void Dispose() => _cancel.Dispose();
    }
}
