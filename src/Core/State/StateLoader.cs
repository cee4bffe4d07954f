using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Brings entries of a stored state to the partitions that their keys belong to now.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal sealed class StateLoader<TKey, TState>(
    IReadOnlyList<StatePartition<TKey, TState>> partitions, KeyPlacement<TKey> placement, KeyIdentity<TKey> identity)
{
    private readonly List<StateEntry<TKey, TState>>[] _sorted = [.. partitions.Select(_ => new List<StateEntry<TKey, TState>>())];

    /// <summary>Adds entries; one of a key that is there already takes its place.</summary>
    internal void Add(ReadOnlySpan<StateEntry<TKey, TState>> entries)
    {
        if (partitions.Count == 1)
        {
            partitions[0].Load(entries);
            return;
        }

        foreach (ref readonly StateEntry<TKey, TState> entry in entries)
        {
            _sorted[placement.Of(entry.Key, placement.NeedsHash ? identity.Hash(entry.Key) : 0)].Add(entry);
        }

        for (int i = 0; i < _sorted.Length; i++)
        {
            partitions[i].Load(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_sorted[i]));
            _sorted[i].Clear();
        }
    }
}
