namespace OrleansStream.Kafka;

/// <summary>A header of a record of Kafka.</summary>
/// <param name="Key">Its name; several headers may have the same.</param>
/// <param name="Value">Its bytes, or null.</param>
public sealed record KafkaHeader(string Key, byte[]? Value);
