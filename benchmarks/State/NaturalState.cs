namespace OrleansStream.Benchmarks;

/// <summary>State in dictionaries, one for each thread.</summary>
internal static class NaturalState
{
    /// <summary>Whether a thread has a key.</summary>
    public static bool Owns<TKey>(int share, int threads, TKey key)
        where TKey : notnull =>
        threads == 1 || (uint)key.GetHashCode() % (uint)threads == share;

    /// <summary>The keys with their first states, in the dictionaries of their threads.</summary>
    public static Dictionary<TKey, long>[] Share<TKey>(StateRecords<TKey> records, int threads)
        where TKey : notnull =>
        [.. Enumerable.Range(0, threads).Select(share => records.Keys.Where(key => Owns(share, threads, key)).ToDictionary(key => key, _ => 1L))];
}
