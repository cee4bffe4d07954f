using Microsoft.Extensions.Logging;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps states that partition hosts have: the hosts write what has changed and load it again, and the coordinator names it in the head.</summary>
internal sealed class HostedStateKeeper : StateKeeper
{
    private const int MaxCalls = 3;

    private readonly long _epoch;
    private readonly IPartitionTransport _hosts;
    private readonly Dictionary<OperatorState, StateSize> _sizes = [];

    /// <param name="job">The job's name.</param>
    /// <param name="epoch">The life of the coordinator.</param>
    /// <param name="states">The states.</param>
    /// <param name="storage">Where hosts keep them.</param>
    /// <param name="hosts">The hosts.</param>
    /// <param name="logger">Where messages go.</param>
    /// <exception cref="UnsupportedTypeException">Keys or states of an operator have no codec.</exception>
    internal HostedStateKeeper(string job, long epoch, OperatorStates states, StateStorage storage, IPartitionTransport hosts, ILogger logger)
        : base(job, states, logger)
    {
        _epoch = epoch;
        _hosts = hosts;
        foreach (OperatorState state in states.All)
        {
            // Refused here and not when hosts need it.
            _ = state.ArchiveIn(storage);
        }
    }

    internal override IReadOnlyList<StateSize>? Sizes => [.. _sizes.Values];

    private protected override Task LoadAsync(OperatorState state, IReadOnlyList<StoredState> stored, CancellationToken cancellation) => Task.CompletedTask;

    private protected override async Task<IReadOnlyList<StoredState>> StoreAsync(
        IReadOnlyList<ChangedState> changed, CommitObjects commit, CancellationToken cancellation)
    {
        IEnumerable<StoreOrder> orders =
            from one in changed
            from partition in Enumerable.Range(0, one.State.Partitions.Count)
            group new PartitionToStore(one.State.Name, partition, one.Version, BeforeOf(one, partition), one.State.Versions.OldestKept) by _hosts.HostOf(partition) into host
            select new StoreOrder(_epoch, commit.Id, host.Key, [.. host]);
        StoreProgress[] ended = await Task.WhenAll(orders.Select(order => StoreAsync(order, cancellation))).ConfigureAwait(false);
        foreach (StoreProgress progress in ended)
        {
            commit.AddWritten(progress.Written);
        }

        ILookup<string, StoredPartition> stored = ended.SelectMany(progress => progress.Stored).ToLookup(one => one.State.Operator, StringComparer.Ordinal);
        foreach (ChangedState one in changed)
        {
            IEnumerable<StoredPartition> partitions = stored[one.State.Name];
            _sizes[one.State] = new StateSize(one.State.Name, one.Version.Time, partitions.Sum(each => each.Keys), partitions.Sum(each => each.Bytes));
        }

        return [.. changed.SelectMany(one => stored[one.State.Name].Select(each => each.State).OrderBy(state => state.FirstGroup))];
    }

    /// <summary>What the head has of a partition, if the partition can go on with it.</summary>
    private StoredState? BeforeOf(ChangedState one, int partition)
    {
        StatePartition tables = one.State.Partitions[partition];
        StoredState? before = one.Before.FirstOrDefault(stored => (stored.FirstGroup, stored.Groups) == (tables.FirstGroup, tables.GroupCount));

        // A partitioner of the user's may have had other keys there in an earlier life.
        return one.State.HasGroups || before?.Epoch == _epoch ? before : null;
    }

    private async Task<StoreProgress> StoreAsync(StoreOrder order, CancellationToken cancellation)
    {
        for (int failures = 0; ;)
        {
            try
            {
                StoreProgress progress = await _hosts.StoreAsync(order.Host, order, cancellation).ConfigureAwait(false);
                if (progress.Failure is { } failure)
                {
                    throw new StateLostException(failure);
                }

                if (progress.Done)
                {
                    return progress;
                }
            }
            catch (Exception error) when (error is not (StateLostException or JobFencedException) && !cancellation.IsCancellationRequested)
            {
                // The call may have been lost and not the host; the order may be repeated.
                if (++failures == MaxCalls)
                {
                    throw new StateLostException($"Partition host {order.Host} cannot be reached: {error.Message}", error);
                }
            }
        }
    }
}
