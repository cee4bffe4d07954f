namespace OrleansStream.Kafka;

/// <summary>A record on its way to a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Key">The key, or null. It decides the partition, if <paramref name="Partition"/> does not.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Partition">The partition, from 0, or null for the choice of the client's partitioner.</param>
/// <param name="Headers">Headers, or null for none.</param>
public sealed record KafkaMessage(string Topic, byte[]? Key, byte[]? Value, int? Partition = null, IReadOnlyList<KafkaHeader>? Headers = null);
