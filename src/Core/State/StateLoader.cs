using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Brings entries of a stored state to the partitions that their keys belong to now.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="partitions">All partitions.</param>
/// <param name="first">The first one to load.</param>
/// <param name="count">How many to load; keys of others are passed over.</param>
/// <param name="placement">Which keys belong where.</param>
/// <remarks>Used by one thread at a time; several loaders may load at a time, as long as no two have the same key.</remarks>
internal sealed class StateLoader<TKey, TState>(IReadOnlyList<StatePartition<TKey, TState>> partitions, int first, int count, KeyPlacement<TKey> placement)
{
    private ulong[] _hashes = [];

    /// <summary>Adds entries; one of a key that is there already takes its place.</summary>
    internal void Add(StateColumns<TKey, TState> entries)
    {
        Span<ulong> hashes = HashesOf(entries.Keys);
        for (int start = 0; start < hashes.Length;)
        {
            (int partition, int end) = NextRun(entries.Keys, hashes, start);
            if (Loads(partition))
            {
                partitions[partition].Load(entries.Keys[start..end], hashes[start..end], entries.States[start..end], entries.Stamps[start..end]);
            }

            start = end;
        }

        hashes = HashesOf(entries.Removed);
        for (int start = 0; start < hashes.Length;)
        {
            (int partition, int end) = NextRun(entries.Removed, hashes, start);
            if (Loads(partition))
            {
                partitions[partition].LoadRemoved(entries.Removed[start..end], hashes[start..end]);
            }

            start = end;
        }
    }

    /// <summary>Moves to disk what does not fit into memory; not while anybody loads.</summary>
    internal void MakeRoom()
    {
        for (int partition = first; partition < first + count; partition++)
        {
            partitions[partition].MakeRoom();
        }
    }

    private bool Loads(int partition) => partition >= first && partition < first + count;

    private Span<ulong> HashesOf(ReadOnlySpan<TKey> keys)
    {
        if (_hashes.Length < keys.Length)
        {
            _hashes = new ulong[keys.Length];
        }

        Span<ulong> hashes = _hashes.AsSpan(0, keys.Length);
        partitions[0].Hash(keys, hashes);
        return hashes;
    }

    /// <summary>The partition of a key, and where the keys of it end that lie next to each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Partition, int End) NextRun(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, int start)
    {
        int partition = placement.Of(keys[start], hashes[start]);
        int end = start + 1;
        while (end < keys.Length && placement.Of(keys[end], hashes[end]) == partition)
        {
            end++;
        }

        return (partition, end);
    }
}
