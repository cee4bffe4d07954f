using System.Buffers;
using System.Numerics;
using OrleansStream.Encoding;
using OrleansStream.Stateful;

namespace OrleansStream.Checkpoints;

/// <inheritdoc/>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>
/// A commit adds a part with the changed keys. When parts with changes are many they are merged by size, as log-structured stores do, so that there
/// are few and each key is written again only a few times; when they hold as many keys as there are, a snapshot takes the place of all.
/// </remarks>
internal sealed class StateArchive<TKey, TState>(OperatorState<TKey, TState> state, KeyIdentity<TKey> identity, JobEncoding encoding, CheckpointObjects objects)
    : StateArchive
{
    // Large enough for a store's throughput, small enough to be held in memory whole.
    private const int PartLength = 8 << 20;

    // So many parts of about the same size become one.
    private const int PartsOfMerge = 8;

    // Below it nothing is gained by not writing a snapshot.
    private const long FewEntries = 1000;

    private readonly StatePartFormat<TKey, TState> _format = new(encoding);

    internal override string Operator => state.Name;

    internal override async Task<StoredState?> StoreAsync(StoredState? before, BatchTime committed, CommitObjects commit, CancellationToken cancellation)
    {
        if (state.CompletedUpTo(committed) is not { } version || version == before?.Version)
        {
            return before;
        }

        IReadOnlyList<StoredStatePart> parts = before is null || WantsSnapshot(before, version)
            ? await WriteAsync(Snapshot(version), isSnapshot: true, commit, cancellation).ConfigureAwait(false)
            : await MergedAsync(
                [.. before.Parts, .. await WriteAsync(Changes(before.Version, version), isSnapshot: false, commit, cancellation).ConfigureAwait(false)],
                commit,
                cancellation).ConfigureAwait(false);
        return new StoredState(Operator, identity.Signature, version, parts);
    }

    internal override async Task LoadAsync(StoredState stored, CancellationToken cancellation)
    {
        if (stored.Keys != identity.Signature)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint has keys of {stored.Operator} with the identity '{stored.Keys}', and the job now has '{identity.Signature}': the same keys would not be found. Keep the keys' type and comparer, or give the operator another name, so that it begins anew.");
        }

        StateLoader<TKey, TState> loader = state.Load(stored.Version, stored.Parts.Where(part => part.IsSnapshot).Sum(part => part.Entries));
        foreach (StoredStatePart part in stored.Parts)
        {
            await foreach (StateEntry<TKey, TState>[] entries in ReadAsync(part, cancellation).ConfigureAwait(false))
            {
                loader.Add(entries);
            }
        }
    }

    /// <summary>Whether changes are so many that a snapshot is smaller than what would have to be read with them.</summary>
    private bool WantsSnapshot(StoredState before, BatchTime version)
    {
        long changed = 0;
        foreach (StatePartition<TKey, TState> partition in state.Partitions)
        {
            int[] counts = new int[partition.GroupCount];
            partition.CountChanges(before.Version.Milliseconds, version.Milliseconds, counts);
            changed += counts.Sum(count => (long)count);
        }

        long changes = changed + before.Parts.Where(part => !part.IsSnapshot).Sum(part => part.Entries);
        long keys = Math.Max(state.Keys, FewEntries);
        return changed > keys / 2 || changes > keys;
    }

    private IEnumerable<StateReader<TKey, TState>> Snapshot(BatchTime version) =>
        state.Partitions.Select(partition => partition.Read(partition.FirstGroup, partition.GroupCount, version.Milliseconds));

    private IEnumerable<StateReader<TKey, TState>> Changes(BatchTime after, BatchTime version) =>
        state.Partitions.Select(partition => partition.ReadChanges(after.Milliseconds, version.Milliseconds));

    private async Task<IReadOnlyList<StoredStatePart>> WriteAsync(
        IEnumerable<StateReader<TKey, TState>> readers, bool isSnapshot, CommitObjects commit, CancellationToken cancellation)
    {
        var writer = new PartWriter(this, isSnapshot, commit, cancellation);
        var entries = new StateEntry<TKey, TState>[StatePartFormat<TKey, TState>.BlockLength];
        int filled = 0;
        foreach (StateReader<TKey, TState> reader in readers)
        {
            using (reader)
            {
                // Blocks go on from one partition to the next, so that many small partitions do not make many small blocks.
                while (reader.Read(entries.AsSpan(filled)) is > 0 and int count)
                {
                    filled += count;
                    if (filled == entries.Length)
                    {
                        await writer.AddAsync(entries).ConfigureAwait(false);
                        filled = 0;
                    }
                }
            }
        }

        await writer.AddAsync(entries.AsMemory(0, filled)).ConfigureAwait(false);
        return await writer.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>The parts, the last ones merged where there are many of about the same size.</summary>
    private async Task<IReadOnlyList<StoredStatePart>> MergedAsync(
        IReadOnlyList<StoredStatePart> parts, CommitObjects commit, CancellationToken cancellation)
    {
        while (parts is [.., { IsSnapshot: false } last])
        {
            int alike = parts.Reverse().TakeWhile(part => !part.IsSnapshot && Tier(part) <= Tier(last)).Count();
            if (alike < PartsOfMerge)
            {
                break;
            }

            // Of a key, the last entry counts. Removed keys stay: the snapshot may have them.
            var entries = new Dictionary<AnyKey<TKey>, StateEntry<TKey, TState>>(new KeyEquality<TKey>(identity));
            foreach (StoredStatePart part in parts.Skip(parts.Count - alike))
            {
                await foreach (StateEntry<TKey, TState>[] block in ReadAsync(part, cancellation).ConfigureAwait(false))
                {
                    foreach (StateEntry<TKey, TState> entry in block)
                    {
                        entries[new AnyKey<TKey>(entry.Key)] = entry;
                    }
                }
            }

            var writer = new PartWriter(this, isSnapshot: false, commit, cancellation);
            foreach (StateEntry<TKey, TState>[] block in entries.Values.Chunk(StatePartFormat<TKey, TState>.BlockLength))
            {
                await writer.AddAsync(block).ConfigureAwait(false);
            }

            IReadOnlyList<StoredStatePart> merged = await writer.CompleteAsync().ConfigureAwait(false);
            parts = [.. parts.Take(parts.Count - alike), .. merged];
            if (merged.Count > 1)
            {
                // As large as parts become.
                break;
            }
        }

        return parts;
    }

    private static int Tier(StoredStatePart part) => BitOperations.Log2((ulong)part.Entries | 1) / BitOperations.Log2(PartsOfMerge);

    private async IAsyncEnumerable<StateEntry<TKey, TState>[]> ReadAsync(
        StoredStatePart part, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> body = await objects.GetAsync(
            part.Object, CheckpointKind.State, StatePartFormat<TKey, TState>.Version, cancellation).ConfigureAwait(false);
        using IEnumerator<StateEntry<TKey, TState>[]> blocks = _format.Read(body).GetEnumerator();
        while (MoveNext(blocks, part))
        {
            yield return blocks.Current;
        }
    }

    private bool MoveNext(IEnumerator<StateEntry<TKey, TState>[]> blocks, StoredStatePart part)
    {
        try
        {
            return blocks.MoveNext();
        }
        catch (ShapeMismatchException error)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint's state of {Operator} cannot become what its types are now: {error.Message} Keep the types readable, or give the operator another name, so that it begins anew.", error);
        }
        catch (CodecException error)
        {
            throw new CheckpointDamagedException(
                $"The checkpoint's state of {Operator}, '{part.Object}', is not what was written: {error.Message} Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.", error);
        }
    }

    /// <summary>Writes blocks into parts that are not too large.</summary>
    private sealed class PartWriter(StateArchive<TKey, TState> archive, bool isSnapshot, CommitObjects commit, CancellationToken cancellation)
    {
        private readonly ArrayBufferWriter<byte> _body = new();
        private readonly List<StoredStatePart> _parts = [];
        private long _entries;

        internal async ValueTask AddAsync(ReadOnlyMemory<StateEntry<TKey, TState>> block)
        {
            if (block.Length == 0)
            {
                return;
            }

            if (_body.WrittenCount == 0)
            {
                archive._format.WriteHeader(_body);
            }

            archive._format.WriteBlock(block.Span, _body);
            _entries += block.Length;
            if (_body.WrittenCount >= PartLength)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }

        internal async ValueTask<IReadOnlyList<StoredStatePart>> CompleteAsync()
        {
            if (_entries > 0)
            {
                await FlushAsync().ConfigureAwait(false);
            }

            return _parts;
        }

        private async ValueTask FlushAsync()
        {
            string name = await commit.CreateAsync(CheckpointKind.State, StatePartFormat<TKey, TState>.Version, _body.WrittenMemory, cancellation).ConfigureAwait(false);
            _parts.Add(new StoredStatePart(name, isSnapshot, _entries, _body.WrittenCount));
            _body.ResetWrittenCount();
            _entries = 0;
        }
    }
}
