namespace OrleansStream.Stateful;

/// <summary>A record with the hash of its key.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TItem">What comes with a key.</typeparam>
internal readonly struct HashedRecord<TKey, TItem>(ulong hash, TKey key, TItem item)
{
    internal readonly ulong Hash = hash;

    internal readonly TKey Key = key;

    internal readonly TItem Item = item;
}
