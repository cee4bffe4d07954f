namespace OrleansStream;

/// <summary>Says in which partition each key belongs, where the default, by the hash of the key's identity, does not fit.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <remarks>
/// Instances are used by many threads at once, and every process makes its own: the answer must depend on the key alone, and keys
/// that are the same key must get the same answer. <see cref="object.GetHashCode"/> of strings differs between processes; build on
/// <see cref="Encoding.KeyHash"/> instead. Two partitioners of the same class, <see cref="Name"/> and <see cref="PartitionCount"/> count as the
/// same: datasets partitioned by them are joined and grouped without a shuffle.
/// </remarks>
public abstract class Partitioner<TKey>
{
    /// <summary>A name that is stored with what is placed by it: not empty, and changed whenever the answers change. What the answers depend
    /// on, such as bounds, belongs into it.</summary>
    public abstract string Name { get; }

    /// <summary>How many partitions there are; 1 or more, and always the same.</summary>
    public abstract int PartitionCount { get; }

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The key; null if the type allows it.</param>
    /// <returns>0 to <see cref="PartitionCount"/> - 1; anything else fails the batch.</returns>
    public abstract int PartitionOf(TKey key);
}
