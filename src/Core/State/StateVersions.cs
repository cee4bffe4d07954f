using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The versions of an operator's state that batches have completed in all partitions, in the process that coordinates the batches.</summary>
/// <remarks>A version is named by the attempt of a batch that made it. Safe for several threads.</remarks>
internal sealed class StateVersions
{
    /// <summary>Before every batch.</summary>
    internal static readonly BatchId None = new(0, new BatchTime(long.MinValue), 0);

    // Oldest first. Those before the last committed one are kept for whoever reads them.
    private readonly List<BatchId> _completed = [];
    private readonly List<StatePin> _pins = [];
    private BatchTime _committed = None.Time;

    // Versions of batches before it may be gone.
    private BatchTime _oldest = None.Time;

    /// <summary>The last one, or null before the first.</summary>
    internal BatchId? Newest
    {
        get
        {
            lock (_completed)
            {
                return _completed.LastOrDefault();
            }
        }
    }

    /// <summary>The oldest committed version that is kept for whoever asks, or null before the first.</summary>
    internal BatchId? OldestKept
    {
        get
        {
            lock (_completed)
            {
                return _completed.FirstOrDefault() is { } oldest && oldest.Time <= _committed ? oldest : null;
            }
        }
    }

    /// <summary>Whether a batch before a time has changed the state.</summary>
    internal bool AnyBefore(BatchTime time)
    {
        lock (_completed)
        {
            return _completed.Exists(completed => completed.Time < time);
        }
    }

    /// <summary>Begins a version, in the place of what another attempt of the batch has made if that is the newest.</summary>
    /// <returns>The version that is committed and those after it, the last of which the batch changes.</returns>
    internal IReadOnlyList<BatchId> Begin(BatchTime time)
    {
        lock (_completed)
        {
            if (time > _committed && _completed.LastOrDefault()?.Time == time)
            {
                _completed.RemoveAt(_completed.Count - 1);
            }

            int committed = _completed.FindLastIndex(completed => completed.Time <= _committed);
            return [committed < 0 ? None : _completed[committed], .. _completed.Skip(committed + 1)];
        }
    }

    /// <summary>A version is complete in all partitions.</summary>
    internal void Complete(BatchId version)
    {
        lock (_completed)
        {
            _completed.Add(version);
        }
    }

    /// <summary>Takes in the version that an earlier process has committed, before the first batch.</summary>
    internal void Restore(BatchId version)
    {
        lock (_completed)
        {
            _committed = version.Time;
            _completed.Add(version);
        }
    }

    /// <summary>The last version of the batches up to a time, or null for none.</summary>
    internal BatchId? UpTo(BatchTime time)
    {
        lock (_completed)
        {
            return _completed.FindLast(completed => completed.Time <= time);
        }
    }

    /// <summary>Forgets what is not committed: those batches run again.</summary>
    internal void Rewind()
    {
        lock (_completed)
        {
            _completed.RemoveAll(completed => completed.Time > _committed);
        }
    }

    /// <summary>The version that a committed batch has left.</summary>
    /// <returns>False if it is no longer kept.</returns>
    internal bool TryOf(BatchTime time, out long version)
    {
        lock (_completed)
        {
            // A loop, since a question for a key must not allocate.
            int index = _completed.Count - 1;
            while (index >= 0 && _completed[index].Time > time)
            {
                index--;
            }

            version = (index < 0 ? None : _completed[index]).Time.Milliseconds;
            return time >= _oldest;
        }
    }

    /// <summary>Keeps the version of a committed batch until it is unpinned or the pin expires.</summary>
    /// <returns>False if it is no longer kept.</returns>
    internal bool TryPin(StatePin pin, out long version)
    {
        lock (_completed)
        {
            bool isKept = TryOf(pin.Batch, out version);
            if (isKept)
            {
                _pins.Add(pin);
            }

            return isKept;
        }
    }

    /// <summary>Lets a version go, at the next commit.</summary>
    internal void Unpin(StatePin pin)
    {
        lock (_completed)
        {
            _pins.Remove(pin);
        }
    }

    /// <summary>Batches are committed: versions that only earlier batches need go, except those that are pinned.</summary>
    /// <param name="committed">The last committed batch.</param>
    /// <param name="oldest">The oldest batch that can be asked of.</param>
    /// <returns>The oldest version that is kept, or null before the first.</returns>
    internal BatchId? Commit(BatchTime committed, BatchTime oldest)
    {
        lock (_completed)
        {
            _committed = committed;
            _pins.RemoveAll(pin => pin.HasExpired);
            BatchTime kept = _pins.Aggregate(oldest, (least, pin) => pin.Batch < least ? pin.Batch : least);
            _oldest = kept > _oldest ? kept : _oldest;
            int index = _completed.FindLastIndex(completed => completed.Time <= _oldest);
            if (index < 0)
            {
                return null;
            }

            _completed.RemoveRange(0, index);
            return _completed[0];
        }
    }
}
