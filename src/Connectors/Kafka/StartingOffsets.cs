using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>Where a job without a checkpoint begins to read. One with a checkpoint goes on where that says.</summary>
public sealed class StartingOffsets
{
    private StartingOffsets(bool fromStart, bool committed, IReadOnlyDictionary<TopicPartition, long> given)
    {
        IsFromStart = fromStart;
        IsCommitted = committed;
        Given = given;
    }

    /// <summary>The first records there are.</summary>
    public static StartingOffsets Earliest { get; } = new(true, false, new Dictionary<TopicPartition, long>());

    /// <summary>What comes after the start.</summary>
    public static StartingOffsets Latest { get; } = new(false, false, new Dictionary<TopicPartition, long>());

    /// <summary>Where the consumer group has committed to, and the first records there are where it has not.</summary>
    public static StartingOffsets Committed { get; } = new(true, true, new Dictionary<TopicPartition, long>());

    /// <summary>Whether partitions of which nothing else is said begin at their first record.</summary>
    internal bool IsFromStart { get; }

    internal bool IsCommitted { get; }

    internal IReadOnlyDictionary<TopicPartition, long> Given { get; }

    /// <summary>Offsets, and the first records there are in partitions that have none here.</summary>
    /// <param name="offsets">The next offset of each partition, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="offsets"/> is null.</exception>
    /// <exception cref="ArgumentException">An offset is negative.</exception>
    public static StartingOffsets At(IReadOnlyDictionary<TopicPartition, long> offsets)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        foreach ((TopicPartition partition, long offset) in offsets)
        {
            if (offset < 0)
            {
                throw new ArgumentException(FormattableString.Invariant($"Offsets count from 0; that of {partition} is {offset}."), nameof(offsets));
            }
        }

        return new StartingOffsets(true, false, new Dictionary<TopicPartition, long>(offsets));
    }
}
