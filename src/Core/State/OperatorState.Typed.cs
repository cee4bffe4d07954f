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

    internal OperatorState(DStream stream, Partitioning<TKey> partitioning, bool timed)
        : base(stream)
    {
        JobRuntime job = stream.Context.Runtime;
        Partitioning = partitioning;
        _encoding = job.Encoding;
        _identity = _encoding.KeyFor<TKey>();
        Partitions = [.. Enumerable.Range(0, partitioning.Count).Select(i => StatePartitionFactory<TKey, TState>.Make(_identity, partitioning.Groups, i, timed))];
        Values = StateValues<TState>.Of(job.Encoding);
        job.States.Add(this);
    }

    internal Partitioning<TKey> Partitioning { get; }

    internal IReadOnlyList<StatePartition<TKey, TState>> Partitions { get; }

    /// <summary>How states are kept.</summary>
    internal StateValues<TState> Values { get; }

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
    internal StateLoader<TKey, TState> Load(BatchTime version, long keys)
    {
        foreach (StatePartition<TKey, TState> partition in Partitions)
        {
            partition.Promote(version.Milliseconds);
            partition.Reserve(keys / Partitions.Count);
        }

        CompleteStage(version);
        return new StateLoader<TKey, TState>(Partitions, Partitioning.Placement, _identity);
    }

    internal override StateArchive ArchiveIn(CheckpointObjects objects) => new StateArchive<TKey, TState>(this, _identity, _encoding, objects);

    internal override void Promote(BatchTime committed)
    {
        long version;
        lock (_completed)
        {
            int index = _completed.FindLastIndex(time => time <= committed.Milliseconds);
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
