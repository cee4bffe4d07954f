using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Execution;

/// <summary>Cuts the space of key hashes into groups and gives each partition a contiguous range of them.</summary>
/// <remarks>
/// The number of groups belongs to the job and never changes; the number of partitions may. A key's group follows from its
/// hash alone, so re-partitioning moves whole groups.
/// </remarks>
internal sealed class KeyGroups
{
    private readonly int _groups;
    private readonly int[] _partitionOfGroup;

    internal KeyGroups(int groups, int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        _groups = groups;
        PartitionCount = partitions;
        _partitionOfGroup = new int[groups];
        for (int group = 0; group < groups; group++)
        {
            _partitionOfGroup[group] = (int)((long)group * partitions / groups);
        }
    }

    internal int PartitionCount { get; }

    /// <summary>The group of a hash: its high bits scaled to the number of groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int GroupOf(ulong hash) =>
        (int)(Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(hash, (uint)_groups) : Math.BigMul(hash, (ulong)(uint)_groups, out _));

    /// <summary>The first group that a partition owns; of the number after the last partition, the number after the last group.</summary>
    internal int FirstGroupOf(int partition) => (int)((((long)partition * _groups) + PartitionCount - 1) / PartitionCount);

    /// <summary>The partition that owns a hash's group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int PartitionOf(ulong hash) => _partitionOfGroup[GroupOf(hash)];
}
