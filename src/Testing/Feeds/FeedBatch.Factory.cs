namespace OrleansStream.Testing;

/// <summary>Makes feed batches with the type inferred.</summary>
public static class FeedBatch
{
    /// <summary>A batch of one partition.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="records">The records.</param>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    public static FeedBatch<T> Of<T>(params IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new FeedBatch<T>([records]);
    }

    /// <summary>A batch of several partitions.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="partitions">The records of each partition.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> or one of them is null.</exception>
    public static FeedBatch<T> Partitioned<T>(params T[][] partitions) => new(partitions);

    /// <summary>A batch whose records are cut into partitions of equal size, give or take one.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="records">The records.</param>
    /// <param name="partitions">How many partitions; at least 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static FeedBatch<T> Cut<T>(IEnumerable<T> records, int partitions)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        T[] all = [.. records];
        return new FeedBatch<T>(Enumerable.Range(0, partitions).Select(i =>
            all[(int)((long)all.Length * i / partitions)..(int)((long)all.Length * (i + 1) / partitions)]));
    }
}
