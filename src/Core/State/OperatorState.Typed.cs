using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>
/// A batch changes the state in all partitions or in none: what a failed stage left is undone before the next one begins, in every partition.
/// Stages of batches run one after the other, in order of time.
/// </remarks>
internal sealed class OperatorState<TKey, TState> : OperatorState
{
    // Versions that are complete, oldest first; the first may be promoted.
    private readonly List<long> _completed = [];
    private readonly KeyIdentity<TKey> _identity;
    private readonly JobEncoding _encoding;
    private readonly List<StatePin> _pins = [];

    // Versions of batches before it may be gone.
    private BatchTime _oldest = new(StateLayers<TState>.Never);

    internal OperatorState(DStream stream, Partitioning<TKey> partitioning, bool timed)
        : base(stream)
    {
        JobRuntime job = stream.Context.Runtime;
        Partitioning = partitioning;
        _encoding = job.Encoding;
        _identity = _encoding.KeyFor<TKey>();
        Partitions = [.. Enumerable.Range(0, partitioning.Count).Select(i => StatePartitionFactory<TKey, TState>.Make(_identity, partitioning.Groups, i, timed, job.Blocks))];
        Values = StateValues<TState>.Of(job.Encoding);
        job.States.Add(this);
    }

    internal Partitioning<TKey> Partitioning { get; }

    internal IReadOnlyList<StatePartition<TKey, TState>> Partitions { get; }

    /// <summary>How states are kept.</summary>
    internal StateValues<TState> Values { get; }

    internal override Type KeyType => typeof(TKey);

    internal override Type StateType => typeof(TState);

    internal override long Keys => Partitions.Sum(partition => partition.Keys);

    internal override long Bytes => Partitions.Sum(partition => partition.Bytes);

    internal override BatchTime? Completed
    {
        get
        {
            lock (_completed)
            {
                return _completed.Count == 0 ? null : new BatchTime(_completed[^1]);
            }
        }
    }

    /// <summary>Whether a batch before a time has changed the state.</summary>
    internal bool HasBegunBefore(BatchTime time)
    {
        lock (_completed)
        {
            return _completed.Exists(completed => completed < time.Milliseconds);
        }
    }

    /// <summary>Begins the changes of a batch anew.</summary>
    /// <returns>The version that they begin with.</returns>
    /// <exception cref="InvalidOperationException">Later batches have changed the state, or the batch is committed.</exception>
    internal long BeginStage(BatchTime time)
    {
        lock (_completed)
        {
            if (_completed.Count > 0 && _completed[^1] == time.Milliseconds)
            {
                // Another attempt of the newest batch.
                _completed.RemoveAt(_completed.Count - 1);
            }

            long from = _completed.Count == 0 ? StateLayers<TState>.Never : _completed[^1];
            if (from >= time.Milliseconds)
            {
                throw new InvalidOperationException($"The state of {Name} is that of {new BatchTime(from)}; the batch of {time} can no longer change it.");
            }

            foreach (StatePartition<TKey, TState> partition in Partitions)
            {
                partition.RollBackTo(from);
            }

            return from;
        }
    }

    /// <summary>The changes of a batch are complete in all partitions.</summary>
    internal void CompleteStage(BatchTime time)
    {
        lock (_completed)
        {
            _completed.Add(time.Milliseconds);
        }
    }

    /// <summary>The last batch up to a time whose changes are complete, or null for none.</summary>
    internal BatchTime? CompletedUpTo(BatchTime time)
    {
        lock (_completed)
        {
            int index = _completed.FindLastIndex(completed => completed <= time.Milliseconds);
            return index < 0 ? null : new BatchTime(_completed[index]);
        }
    }

    /// <summary>Takes in what an earlier process has left, before the first batch.</summary>
    /// <param name="version">The last batch whose changes are in it.</param>
    /// <param name="keys">About how many keys there are.</param>
    /// <returns>Makes a loader for each thread that loads.</returns>
    internal Func<StateLoader<TKey, TState>> Load(BatchTime version, long keys)
    {
        foreach (StatePartition<TKey, TState> partition in Partitions)
        {
            partition.Promote(version.Milliseconds);
            partition.Reserve(keys / Partitions.Count);
        }

        CompleteStage(version);
        return () => new StateLoader<TKey, TState>(Partitions, Partitioning.Placement);
    }

    internal override StateArchive ArchiveIn(StateStorage storage) => new StateArchive<TKey, TState>(this, _identity, _encoding, storage);

    /// <summary>The version that a committed batch has left.</summary>
    /// <returns>False if it is no longer kept.</returns>
    internal bool TryVersionOf(BatchTime time, out long version)
    {
        lock (_completed)
        {
            // A loop, since a question for a key must not allocate.
            int index = _completed.Count - 1;
            while (index >= 0 && _completed[index] > time.Milliseconds)
            {
                index--;
            }

            version = index < 0 ? StateLayers<TState>.Never : _completed[index];
            return time >= _oldest;
        }
    }

    /// <summary>Keeps the version of a committed batch until it is unpinned or the pin expires.</summary>
    /// <returns>False if it is no longer kept.</returns>
    internal bool TryPin(StatePin pin, out long version)
    {
        lock (_completed)
        {
            bool isKept = TryVersionOf(pin.Batch, out version);
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

    internal override StateSize? TryMeasure(BatchTime time)
    {
        if (!TryVersionOf(time, out long version))
        {
            return null;
        }

        long keys = 0;
        long bytes = 0;
        foreach (StatePartition<TKey, TState> partition in Partitions)
        {
            if (partition.Measure(version) is not { } size)
            {
                return null;
            }

            keys += size.Keys;
            bytes += size.Bytes;
        }

        return new StateSize(Name, time, keys, bytes);
    }

    internal override void Promote(BatchTime oldest)
    {
        long version;
        lock (_completed)
        {
            _pins.RemoveAll(pin => pin.HasExpired);
            BatchTime kept = _pins.Aggregate(oldest, (least, pin) => pin.Batch < least ? pin.Batch : least);
            _oldest = kept > _oldest ? kept : _oldest;
            int index = _completed.FindLastIndex(time => time <= _oldest.Milliseconds);
            if (index < 0)
            {
                return;
            }

            version = _completed[index];
            _completed.RemoveRange(0, index);
        }

        foreach (StatePartition<TKey, TState> partition in Partitions)
        {
            partition.Promote(version);
        }
    }
}
