using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Hosting;

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
    private readonly JobEncoding _encoding;
    private readonly StatePartition<TKey, TState>[] _partitions;
    private readonly Func<int, StatePartition<TKey, TState>> _newPartition;

    internal OperatorState(DStream stream, Partitioning<TKey> partitioning, bool timed)
        : base(stream)
    {
        JobRuntime job = stream.Context.Runtime;
        Partitioning = partitioning;
        _encoding = job.Encoding;
        KeyIdentity = _encoding.KeyFor<TKey>();
        _newPartition = number => StatePartitionFactory<TKey, TState>.Make(KeyIdentity, partitioning.Groups, number, timed, job.Blocks);
        _partitions = [.. Enumerable.Range(0, partitioning.Count).Select(_newPartition)];
        Values = StateValues<TState>.Of(job.Encoding);
        job.States.Add(this);
    }

    internal Partitioning<TKey> Partitioning { get; }

    /// <summary>What tells keys apart.</summary>
    internal KeyIdentity<TKey> KeyIdentity { get; }

    internal override IReadOnlyList<StatePartition<TKey, TState>> Partitions => _partitions;

    /// <summary>How states are kept.</summary>
    internal StateValues<TState> Values { get; }

    internal override Type KeyType => typeof(TKey);

    internal override Type StateType => typeof(TState);

    internal override bool HasGroups => Partitioning.Groups is not null;

    internal override string KeySignature => KeyIdentity.Signature;

    /// <summary>Makes a partition readable as an earlier process has left it, before the first batch; its keys are loaded then.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="version">The version.</param>
    /// <param name="keys">About how many keys all partitions have.</param>
    internal void Prepare(int partition, BatchTime version, long keys)
    {
        _partitions[partition].Promote(version.Milliseconds);
        _partitions[partition].Reserve(keys / _partitions.Length);
    }

    /// <summary>Brings stored entries to those of some partitions that they belong to.</summary>
    internal StateLoader<TKey, TState> NewLoader(int first, int count) => new(_partitions, first, count, Partitioning.Placement);

    internal override (ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Shape)? TryEncodeKey(string text)
    {
        Codec<TKey> codec = _encoding.CodecFor<TKey>();
        return ArgumentReader<TKey>.TryRead(text, out TKey? key) ? (WireValue.WriteBlock(codec, key), codec.Shape.Bytes) : null;
    }

    internal override int PartitionOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> shape)
    {
        KeyPlacement<TKey> placement = Partitioning.Placement;
        TKey decoded = WireValue.ReadBlock(_encoding.CodecFor<TKey>(), key, shape);
        return placement.Of(decoded, placement.NeedsHash ? KeyIdentity.Hash(decoded) : 0);
    }

    internal override StateAnswer? TryAnswer(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> shape, long version)
    {
        if (!_partitions[partition].TryLookUp(WireValue.ReadBlock(_encoding.CodecFor<TKey>(), key, shape), version, out StateLookup<TState> found))
        {
            return null;
        }

        Codec<TState> codec = _encoding.CodecFor<TState>();
        return found.Found
            ? new StateAnswer(IsHere: true, Found: true, WireValue.WriteBlock(codec, found.State), codec.Shape.Bytes, found.Stamp)
            : new StateAnswer(IsHere: true, Found: false, default, default, found.Stamp);
    }

    internal override StatePages? TryOpen(int partition, long version, string? prefix)
    {
        Predicate<TKey>? filter = prefix is null ? null : KeyPrefix.Of<TKey>(prefix);
        return _partitions[partition].TryScan(version) is { } reader ? new StatePages<TKey, TState>(reader, _encoding, filter) : null;
    }

    internal override void Renew(int partition)
    {
        StatePartition<TKey, TState> before = _partitions[partition];
        Volatile.Write(ref _partitions[partition], _newPartition(partition));
        before.Discard();
    }

    internal override StateArchive ArchiveIn(StateStorage storage, int? partition) =>
        new StateArchive<TKey, TState>(this, partition ?? 0, partition is null ? _partitions.Length : 1, new StatePartFormat<TKey, TState>(_encoding), storage);
}
