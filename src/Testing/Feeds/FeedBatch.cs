namespace OrleansStream.Testing;

/// <summary>What one batch holds of a feed.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>Immutable. A feed gives null instead of a batch to say that there is no dataset.</remarks>
public sealed class FeedBatch<T>
{
    private readonly T[][] _partitions;

    /// <summary>Makes a batch.</summary>
    /// <param name="partitions">The records of each partition; copied. May be none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> or one of them is null.</exception>
    public FeedBatch(IEnumerable<IEnumerable<T>> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        _partitions = [.. partitions.Select(partition => partition?.ToArray()
            ?? throw new ArgumentNullException(nameof(partitions), "A partition is null; an empty one has no records."))];
    }

    /// <summary>A dataset of one partition without records.</summary>
    public static FeedBatch<T> Empty { get; } = new([[]]);

    /// <summary>The records of each partition.</summary>
    public IReadOnlyList<IReadOnlyList<T>> Partitions => _partitions;

    /// <summary>All records, partition after partition.</summary>
    public IEnumerable<T> Records => _partitions.SelectMany(partition => partition);

    /// <summary>How many records there are.</summary>
    public long Count => _partitions.Sum(partition => (long)partition.Length);

    internal ReadOnlyMemory<T> Partition(int index) => _partitions[index];
}
