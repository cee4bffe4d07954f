using System.Globalization;

namespace OrleansStream.Kafka;

/// <summary>What a batch holds of one partition of a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="From">The first offset.</param>
/// <param name="Until">The offset after the last.</param>
public sealed record OffsetRange(string Topic, int Partition, long From, long Until)
{
    /// <summary>How many offsets there are: as many records, or less where a topic is compacted or written in transactions.</summary>
    public long Count => Until - From;

    /// <summary>The range as <c>topic[partition]@from..until</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}[{Partition}]@{From}..{Until}");
}
