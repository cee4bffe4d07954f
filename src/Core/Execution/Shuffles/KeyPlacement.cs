using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Which partition a key belongs to: by its hash, as a partitioner says, or to the only one.</summary>
internal readonly struct KeyPlacement<TKey>
{
    private readonly KeyGroups? _groups;
    private readonly Partitioner<TKey>? _partitioner;
    private readonly int _count;

    internal KeyPlacement(KeyGroups groups)
    {
        _groups = groups.PartitionCount == 1 ? null : groups;
        _count = groups.PartitionCount;
    }

    internal KeyPlacement(Partitioner<TKey> partitioner, int count)
    {
        _partitioner = partitioner;
        _count = count;
    }

    /// <summary>Whether <see cref="Of"/> looks at the hash.</summary>
    internal bool NeedsHash => _groups is not null;

    /// <summary>The partition of a key whose hash is known. A partitioner is user code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Of(TKey key, ulong hash) =>
        _groups is not null ? _groups.PartitionOf(hash) : _partitioner is null ? 0 : Ask(_partitioner, key);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Ask(Partitioner<TKey> partitioner, TKey key)
    {
        int partition = partitioner.PartitionOf(key);
        return (uint)partition < (uint)_count
            ? partition
            : throw new InvalidOperationException(
                $"The partitioner '{partitioner.Name}' put the key '{key}' into partition {partition}; its partitions are 0 to {_count - 1}.");
    }
}
