using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="state">The state.</param>
/// <param name="identity">What tells keys apart.</param>
/// <param name="encoding">The job's codecs.</param>
/// <param name="storage">Where the state is kept.</param>
/// <remarks>A commit adds a part with the changed keys, and does the upkeep that <see cref="StateUpkeep"/> decides on.</remarks>
internal sealed class StateArchive<TKey, TState>(OperatorState<TKey, TState> state, KeyIdentity<TKey> identity, JobEncoding encoding, StateStorage storage)
    : StateArchive
{
    private const int SharesOfPart = 16;

    // A guess.
    private const int BytesOfEntry = 16;

    private const int MostGroupsTogether = 64;

    private readonly StatePartFormat<TKey, TState> _format = new(encoding);

    internal override string Operator => state.Name;

    /// <summary>How many key groups there are; 0 where a partitioner of the user's may make others in the next life.</summary>
    private int Groups => state.Partitioning.Groups is null ? 0 : state.Partitions.Sum(partition => partition.GroupCount);

    internal override async Task<StoredState?> StoreAsync(StoredState? before, BatchTime committed, CommitObjects commit, CancellationToken cancellation)
    {
        if (state.CompletedUpTo(committed) is not { } version || version == before?.Version)
        {
            return before;
        }

        await using var writer = new StatePartWriter<TKey, TState>(_format, commit, version, storage.PartLength, cancellation);
        IReadOnlyList<StoredStatePart> parts;
        if (before is null || StateUpkeep.WantsWhole(before.Parts, CountChanges(before.Version, version), state.Keys, Groups))
        {
            await AddAllAsync(writer, version).ConfigureAwait(false);
            parts = writer.TakeParts();
        }
        else
        {
            await writer.AddAsync(
                state.Partitions.Select(partition => partition.ReadChanges(before.Version.Milliseconds, version.Milliseconds)), isSnapshot: false).ConfigureAwait(false);
            parts = await MergedAsync([.. before.Parts, .. writer.TakeParts()], writer, cancellation).ConfigureAwait(false);
            parts = await RenewedAsync(parts, writer, version).ConfigureAwait(false);
        }

        await writer.CompleteAsync().ConfigureAwait(false);
        return new StoredState(Operator, identity.Signature, version, parts);
    }

    internal override Task LoadAsync(StoredState stored, CancellationToken cancellation)
    {
        if (stored.Keys != identity.Signature)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint has keys of {stored.Operator} with the identity '{stored.Keys}', and the job now has '{identity.Signature}': the same keys would not be found. Keep the keys' type and comparer, or give the operator another name, so that it begins anew.");
        }

        long keys = stored.Parts.Where(part => part.IsSnapshot).Sum(part => part.Entries);
        var restorer = new StateRestorer<TKey, TState>(_format, storage, Operator, state.Load(stored.Version, keys));
        return restorer.LoadAsync(stored.Parts, cancellation);
    }

    private long CountChanges(BatchTime after, BatchTime version) =>
        state.Partitions.Sum(partition => partition.CountChanges(after.Milliseconds, version.Milliseconds));

    private Task AddAllAsync(StatePartWriter<TKey, TState> writer, BatchTime version) => Groups > 0
        ? writer.AddGroupsAsync(ReadGroups(0, Groups, version), 0)
        : writer.AddAsync(
            state.Partitions.Select(partition => partition.Read(partition.FirstGroup, partition.GroupCount, version.Milliseconds)), isSnapshot: true);

    /// <summary>Readers of some groups, each of so many that they take a small share of a part.</summary>
    private IEnumerable<(StateReader<TKey, TState> Reader, int Groups)> ReadGroups(int first, int count, BatchTime version)
    {
        long keysOfGroup = Math.Max(1, state.Keys / Groups);
        int together = (int)Math.Clamp(storage.PartLength / (SharesOfPart * BytesOfEntry * keysOfGroup), 1, MostGroupsTogether);
        return
            from partition in state.Partitions
            from groups in Enumerable.Range(partition.FirstGroup, partition.GroupCount).Where(@group => @group >= first && @group < first + count).Chunk(together)
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
        var reader = new StatePartReader<TKey, TState>(_format, storage.Objects, Operator);
        var columns = new StateColumns<TKey, TState>(StatePartFormat<TKey, TState>.BlockLength);
        var changes = new Dictionary<AnyKey<TKey>, StateEntry<TKey, TState>>(new KeyEquality<TKey>(identity));
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
        while (StateUpkeep.CountStale(parts, state.Keys, Groups, storage.PartLength) is > 0 and int stale)
        {
            int first = parts[0].FirstGroup;
            await writer.AddGroupsAsync(ReadGroups(first, parts.Take(stale).Sum(part => part.Groups), version), first).ConfigureAwait(false);
            parts = StateUpkeep.WithoutSeen(
                [.. parts.Skip(stale).Where(part => part.IsSnapshot), .. writer.TakeParts(), .. parts.Where(part => !part.IsSnapshot)], Groups);
        }

        return parts;
    }
}
