using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="state">The state.</param>
/// <param name="first">The first partition that is kept.</param>
/// <param name="count">How many are: all, or one.</param>
/// <param name="format">What parts look like.</param>
/// <param name="storage">Where the state is kept.</param>
/// <remarks>A commit adds a part with the changed keys, and does the upkeep that <see cref="StateUpkeep"/> decides on.</remarks>
internal sealed class StateArchive<TKey, TState>(
    OperatorState<TKey, TState> state, int first, int count, StatePartFormat<TKey, TState> format, StateStorage storage)
    : StateArchive
{
    private const int SharesOfPart = 16;

    // A guess.
    private const int BytesOfEntry = 16;

    private const int MostGroupsTogether = 64;

    /// <summary>The partitions that are kept.</summary>
    private IEnumerable<StatePartition<TKey, TState>> Partitions => Enumerable.Range(first, count).Select(number => state.Partitions[number]);

    private int FirstGroup => state.Partitions[first].FirstGroup;

    /// <summary>How many key groups there are; 0 where a partitioner of the user's may make others in the next life.</summary>
    private int Groups => state.HasGroups ? Partitions.Sum(partition => partition.GroupCount) : 0;

    private long Keys => Partitions.Sum(partition => partition.Keys);

    internal override async Task<StoredState> StoreAsync(StoredState? before, BatchId id, CommitObjects commit, CancellationToken cancellation)
    {
        BatchTime version = id.Time;
        await using var writer = new StatePartWriter<TKey, TState>(format, commit, version, storage.PartLength, cancellation);
        IReadOnlyList<StoredStatePart> parts;
        if (before is null || StateUpkeep.WantsWhole(before.Parts, CountChanges(before.Version, version), Keys, Groups))
        {
            await AddAllAsync(writer, version).ConfigureAwait(false);
            parts = writer.TakeParts();
        }
        else
        {
            await writer.AddAsync(
                Partitions.Select(partition => partition.ReadChanges(before.Version.Milliseconds, version.Milliseconds)), isSnapshot: false).ConfigureAwait(false);
            parts = await MergedAsync([.. before.Parts, .. writer.TakeParts()], writer, cancellation).ConfigureAwait(false);
            parts = await RenewedAsync(parts, writer, version).ConfigureAwait(false);
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        bool isWhole = count == state.Partitions.Count;
        return new StoredState(
            state.Name,
            state.KeySignature,
            version,
            parts,
            isWhole ? 0 : FirstGroup,
            isWhole ? 0 : Partitions.Sum(partition => partition.GroupCount),
            id.Epoch,
            id.Attempt);
    }

    internal override async Task LoadAsync(IReadOnlyList<StoredState> stored, CancellationToken cancellation)
    {
        long keys = stored.SelectMany(one => one.Parts).Where(part => part.IsSnapshot).Sum(part => part.Entries);
        for (int partition = first; partition < first + count; partition++)
        {
            state.Prepare(partition, stored[0].Version, keys);
        }

        var restorer = new StateRestorer<TKey, TState>(format, storage, state.Name, () => state.NewLoader(first, count));
        foreach (StoredState one in stored)
        {
            await restorer.LoadAsync(one.Parts, cancellation).ConfigureAwait(false);
        }
    }

    internal override async Task CheckAsync(IReadOnlyList<StoredState> stored, CancellationToken cancellation)
    {
        if (stored.SelectMany(one => one.Parts).MaxBy(part => part.Version) is { } newest)
        {
            await new StatePartReader<TKey, TState>(format, storage.Objects, state.Name).OpenAsync(newest, cancellation).ConfigureAwait(false);
        }
    }

    private long CountChanges(BatchTime after, BatchTime version) =>
        Partitions.Sum(partition => partition.CountChanges(after.Milliseconds, version.Milliseconds));

    private Task AddAllAsync(StatePartWriter<TKey, TState> writer, BatchTime version) => Groups > 0
        ? writer.AddGroupsAsync(ReadGroups(FirstGroup, Groups, version), FirstGroup)
        : writer.AddAsync(
            Partitions.Select(partition => partition.Read(partition.FirstGroup, partition.GroupCount, version.Milliseconds)), isSnapshot: true);

    /// <summary>Readers of some groups, each of so many that they take a small share of a part.</summary>
    private IEnumerable<(StateReader<TKey, TState> Reader, int Groups)> ReadGroups(int start, int groupCount, BatchTime version)
    {
        long keysOfGroup = Math.Max(1, Keys / Groups);
        int together = (int)Math.Clamp(storage.PartLength / (SharesOfPart * BytesOfEntry * keysOfGroup), 1, MostGroupsTogether);
        return
            from partition in Partitions
            from groups in Enumerable.Range(partition.FirstGroup, partition.GroupCount).Where(@group => @group >= start && @group < start + groupCount).Chunk(together)
            select ((StateReader<TKey, TState>)partition.Read(groups[0], groups.Length, version.Milliseconds), groups.Length);
    }

    /// <summary>The parts, small ones with changes merged where there are many of about the same size.</summary>
    private async Task<IReadOnlyList<StoredStatePart>> MergedAsync(
        IReadOnlyList<StoredStatePart> parts, StatePartWriter<TKey, TState> writer, CancellationToken cancellation)
    {
        while (StateUpkeep.CountToMerge(parts, storage.PartLength) is > 0 and int alike)
        {
            // One of them is this commit's.
            await writer.CompleteAsync().ConfigureAwait(false);
            await writer.AddAsync(await ReadChangesAsync(parts.Skip(parts.Count - alike), cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            parts = [.. parts.Take(parts.Count - alike), .. writer.TakeParts()];
        }

        return parts;
    }

    /// <summary>What parts say of their keys in the end. Removed keys stay: the snapshot may have them.</summary>
    private async Task<IEnumerable<StateEntry<TKey, TState>>> ReadChangesAsync(IEnumerable<StoredStatePart> parts, CancellationToken cancellation)
    {
        var reader = new StatePartReader<TKey, TState>(format, storage.Objects, state.Name);
        var columns = new StateColumns<TKey, TState>(StatePartFormat<TKey, TState>.BlockLength);
        var changes = new Dictionary<AnyKey<TKey>, StateEntry<TKey, TState>>(new KeyEquality<TKey>(state.KeyIdentity));
        foreach (StoredStatePart stored in parts)
        {
            StatePart<TKey, TState> part = await reader.OpenAsync(stored, cancellation).ConfigureAwait(false);
            foreach (StateBlock block in part.Blocks)
            {
                reader.Read(part, block, columns);
                for (int i = 0; i < columns.Keys.Length; i++)
                {
                    changes[new AnyKey<TKey>(columns.Keys[i])] = new(0, columns.Keys[i], columns.States[i], columns.Stamps[i], IsRemoved: false);
                }

                foreach (TKey key in columns.Removed)
                {
                    changes[new AnyKey<TKey>(key)] = new(0, key, default!, 0, IsRemoved: true);
                }
            }
        }

        return changes.Values;
    }

    /// <summary>The parts, the oldest ones of the snapshot written anew where that is due, without changes that are then of no use.</summary>
    private async Task<IReadOnlyList<StoredStatePart>> RenewedAsync(
        IReadOnlyList<StoredStatePart> parts, StatePartWriter<TKey, TState> writer, BatchTime version)
    {
        while (StateUpkeep.CountStale(parts, Keys, Groups, storage.PartLength) is > 0 and int stale)
        {
            int start = parts[0].FirstGroup;
            await writer.AddGroupsAsync(ReadGroups(start, parts.Take(stale).Sum(part => part.Groups), version), start).ConfigureAwait(false);
            parts = StateUpkeep.WithoutSeen(
                [.. parts.Skip(stale).Where(part => part.IsSnapshot), .. writer.TakeParts(), .. parts.Where(part => !part.IsSnapshot)], Groups);
        }

        return parts;
    }
}
