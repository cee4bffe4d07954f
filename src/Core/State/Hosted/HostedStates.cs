using System.Collections.Concurrent;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The state of a job in a process that hosts some of its partitions.</summary>
/// <remarks>Safe for several threads.</remarks>
internal sealed class HostedStates
{
    private readonly OperatorStates _states;
    private readonly CheckpointObjects _objects;
    private readonly StateStorage _storage;
    private readonly HeadReader _heads;
    private readonly TimeProvider _time;
    private readonly HostedScans _scans;
    private readonly CancellationToken _stop;
    private readonly ConcurrentDictionary<(OperatorState State, int Partition), HostedPartition> _partitions = new();

    // The orders of the newest commit, by host.
    private readonly Dictionary<int, Task<StoreProgress>> _stores = [];
    private (long Epoch, string Commit) _commit;

    /// <param name="context">The job as it is defined in this process.</param>
    /// <param name="store">The checkpoint, the same as the coordinator's.</param>
    /// <param name="stop">Ends everything.</param>
    internal HostedStates(StreamingContext context, ICheckpointStore store, CancellationToken stop)
    {
        _states = context.Runtime.States;
        _objects = new CheckpointObjects(store);
        _storage = new StateStorage(_objects, context.Threads, context.Options.StatePartLength);
        _heads = new HeadReader(store);
        _time = context.Options.TimeProvider;
        _scans = new HostedScans(context.Options.StateScanLimit);
        _stop = stop;
    }

    /// <summary>Begins the change of a partition by a batch; see <see cref="HostedPartition.BeginAsync"/>.</summary>
    internal Task<HostedTurn> BeginAsync(
        OperatorState state, int partition, BatchId batch, IReadOnlyList<BatchId> versions, Action check, CancellationToken cancellation) =>
        Of(state, partition).BeginAsync(batch, versions, check, cancellation);

    /// <summary>Looks a key up; see <see cref="HostedPartition.AskAsync"/>.</summary>
    /// <exception cref="StateLostException">There is no such operator here.</exception>
    internal Task<StateAnswer> AskAsync(StateQuestion question, CancellationToken cancellation) =>
        Of(Find(question.Operator), question.Partition).AskAsync(question, cancellation);

    /// <summary>Reads a page of a partition's state.</summary>
    /// <exception cref="StateLostException">There is no such operator here.</exception>
    internal async Task<StatePage> ScanAsync(ScanQuestion question, CancellationToken cancellation)
    {
        ScanTurn turn = question.Turn;
        OperatorState state = Find(question.Operator);
        if (turn.IsOver)
        {
            _scans.End(question);
            return StatePage.End;
        }

        HostedScan? scan = _scans.TryFind(question);
        if (scan is null)
        {
            if (turn.Page > 0)
            {
                return StatePage.Gone;
            }

            (HostedScan? opened, bool isGone) = await Of(state, turn.Partition).OpenAsync(question, _time, cancellation).ConfigureAwait(false);
            if (opened is null)
            {
                return isGone ? StatePage.Gone : StatePage.Elsewhere;
            }

            scan = _scans.Add(question, opened);
        }

        return scan.Read(turn.Page, state.Partitions[turn.Partition]);
    }

    /// <summary>Stores what an order names; the same order again is the same work.</summary>
    internal Task<StoreProgress> StoreAsync(StoreOrder order)
    {
        lock (_stores)
        {
            if (_commit != (order.Epoch, order.Commit))
            {
                _commit = (order.Epoch, order.Commit);
                _stores.Clear();
            }

            if (!_stores.TryGetValue(order.Host, out Task<StoreProgress>? progress))
            {
                _stores.Add(order.Host, progress = Task.Run(() => StoreAllAsync(order), CancellationToken.None));
            }

            return progress;
        }
    }

    private async Task<StoreProgress> StoreAllAsync(StoreOrder order)
    {
        _scans.Forget();
        CommitObjects commit = CommitObjects.OfHost(_objects, order.Commit, order.Host);
        var stored = new List<StoredPartition>();
        try
        {
            // One after the other, since the objects' names count up.
            foreach (PartitionToStore one in order.States)
            {
                stored.Add(await Of(Find(one.Operator), one.Partition).StoreAsync(one, commit, _stop).ConfigureAwait(false));
            }

            return new StoreProgress(true, null, stored, [.. commit.Names]);
        }
        catch (Exception error)
        {
            return new StoreProgress(true, error.Message, [], []);
        }
    }

    private OperatorState Find(string name) => _states.TryFind(name)
        ?? throw new StateLostException($"There is no operator {name} here: the job is defined differently where it is coordinated.");

    private HostedPartition Of(OperatorState state, int partition) => _partitions.GetOrAdd(
        (state, partition),
        static (key, self) => new HostedPartition(key.State, key.Partition, key.State.ArchiveIn(self._storage, key.Partition), self._heads),
        this);
}
