namespace OrleansStream.Testing;

/// <summary>A feed that a test adds batches to while the job runs.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>Each batch added is the content of the next batch time that has not come yet and has no content; batch times for which nothing
/// was added have an empty dataset. Thread-safe.</remarks>
public sealed class TestFeed<T> : IInputFeed<T>
{
    private readonly Lock _lock = new();
    private readonly List<FeedBatch<T>?> _batches = [];

    /// <summary>Adds a batch of one partition.</summary>
    /// <param name="records">The records; none for an empty dataset.</param>
    /// <returns>This feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    public TestFeed<T> Append(params T[] records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return AppendBatch(new FeedBatch<T>([records]));
    }

    /// <summary>Adds a batch of several partitions.</summary>
    /// <param name="partitions">The records of each partition.</param>
    /// <returns>This feed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> or one of them is null.</exception>
    public TestFeed<T> AppendPartitions(params T[][] partitions) => AppendBatch(new FeedBatch<T>(partitions));

    /// <summary>Adds a batch without a dataset, which is not the same as an empty one.</summary>
    /// <returns>This feed.</returns>
    public TestFeed<T> AppendNoDataset() => AppendBatch(null);

    /// <summary>Adds a batch.</summary>
    /// <param name="batch">The batch, or null for no dataset.</param>
    /// <returns>This feed.</returns>
    public TestFeed<T> AppendBatch(FeedBatch<T>? batch)
    {
        lock (_lock)
        {
            _batches.Add(batch);
            return this;
        }
    }

    /// <inheritdoc/>
    public FeedBatch<T>? Read(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        lock (_lock)
        {
            // What has been asked for never changes, so batches that are added later come after it.
            while (_batches.Count <= index)
            {
                _batches.Add(FeedBatch<T>.Empty);
            }

            return _batches[(int)index];
        }
    }
}
