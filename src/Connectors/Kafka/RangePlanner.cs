namespace OrleansStream.Kafka;

/// <summary>Decides how far a batch reads in each partition.</summary>
/// <param name="interval">The batch interval.</param>
/// <param name="maxRate">The most records per second of a partition, or null.</param>
/// <param name="minRecords">How many records a batch takes of a partition however low the rate is.</param>
internal sealed class RangePlanner(TimeSpan interval, double? maxRate, long minRecords)
{
    /// <param name="backlog">What there is to read: from the next offset to the end of the partition.</param>
    /// <param name="rate">Records per second of all partitions together that backpressure allows, or null.</param>
    /// <returns>What the batch reads, in the same order.</returns>
    internal IReadOnlyList<OffsetRange> Plan(IReadOnlyList<OffsetRange> backlog, double? rate)
    {
        double total = backlog.Sum(each => (double)each.Count);
        return [.. backlog.Select(each => each with { Until = each.From + Math.Min(each.Count, LimitOf(each, total, rate)) })];
    }

    /// <summary>How many records a batch takes of a partition at most: its share of the rate is that of what waits.</summary>
    private long LimitOf(OffsetRange partition, double total, double? rate)
    {
        double limit = Math.Min(
            maxRate ?? double.PositiveInfinity,
            rate is { } allowed && total > 0 ? allowed * partition.Count / total : double.PositiveInfinity);
        double records = limit * interval.TotalSeconds;
        return records >= long.MaxValue ? long.MaxValue : Math.Max((long)records, minRecords);
    }
}
