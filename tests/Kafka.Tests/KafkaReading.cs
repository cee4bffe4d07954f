using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

/// <summary>What tests read from topics and write to them.</summary>
internal static class KafkaReading
{
    /// <summary>All records of a partition.</summary>
    internal static ConsumeResult<byte[], byte[]>[] ReadAll(string servers, string topic, int partition, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = "tests",
            EnablePartitionEof = true,
            EnableAutoCommit = false,
            FetchWaitMaxMs = 10,
            IsolationLevel = isolation,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (consumer.Consume(patience.Token) is { IsPartitionEOF: false } record)
        {
            records.Add(record);
        }

        return [.. records];
    }

    /// <summary>Appends records to a partition, in order.</summary>
    internal static async Task AppendAsync(string servers, string topic, int partition, params string[] values)
    {
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = servers, LingerMs = 0 }).Build();
        foreach (string value in values)
        {
            byte[] text = System.Text.Encoding.UTF8.GetBytes(value);
            await producer.ProduceAsync(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Key = text, Value = text });
        }
    }
}
