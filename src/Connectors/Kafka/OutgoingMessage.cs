using Confluent.Kafka;

namespace OrleansStream.Kafka;

/// <summary>Gives messages to the client.</summary>
internal static class OutgoingMessage
{
    /// <summary>Sends a message, unless the client's queue is full.</summary>
    /// <exception cref="KafkaStreamException">The client does not take it at all.</exception>
    internal static bool TrySend(IProducer<byte[]?, byte[]?> producer, KafkaMessage message, Action<DeliveryReport<byte[]?, byte[]?>> onDelivered)
    {
        var content = new Message<byte[]?, byte[]?> { Key = message.Key, Value = message.Value, Headers = HeadersOf(message) };
        try
        {
            producer.Produce(new TopicPartition(message.Topic, message.Partition is { } partition ? new Partition(partition) : Partition.Any), content, onDelivered);
            return true;
        }
        catch (ProduceException<byte[]?, byte[]?> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[]?, byte[]?> error)
        {
            throw new KafkaStreamException($"A record could not be sent to {message.Topic}: {error.Error.Reason}", error);
        }
    }

    private static Headers? HeadersOf(KafkaMessage message)
    {
        if (message.Headers is not { Count: > 0 } given)
        {
            return null;
        }

        var headers = new Headers();
        foreach (KafkaHeader header in given)
        {
            headers.Add(header.Key, header.Value);
        }

        return headers;
    }
}
