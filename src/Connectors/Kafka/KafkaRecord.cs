using System.Globalization;

namespace OrleansStream.Kafka;

/// <summary>A record of a topic.</summary>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TValue">The value's type.</typeparam>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition of the topic, from 0.</param>
/// <param name="Offset">Where in the partition the record is, from 0.</param>
/// <param name="Timestamp">When it was made or appended, as the topic is set up; 1970 if the broker knows none.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="Headers">The headers, in order.</param>
public sealed record KafkaRecord<TKey, TValue>(
    string Topic, int Partition, long Offset, DateTimeOffset Timestamp, TKey Key, TValue Value, IReadOnlyList<KafkaHeader> Headers)
{
    /// <summary>Where the record is, as <c>topic[partition]@offset</c>: what dead letters and errors call it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Topic}[{Partition}]@{Offset}");
}
