using Confluent.Kafka;

namespace OrleansStream.Tests.Kafka;

/// <summary>What tests read from topics and write to them.</summary>
internal static class KafkaReading
{
    /// <summary>All records of a partition.</summary>
    internal static ConsumeResult<byte[], byte[]>[] ReadAll(string servers, string topic, int partition, IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        ReadAll(new ClientConfig { BootstrapServers = servers }, topic, partition, isolation);

    /// <summary>All records of a partition.</summary>
    internal static ConsumeResult<byte[], byte[]>[] ReadAll(ClientConfig client, string topic, int partition, IsolationLevel isolation = IsolationLevel.ReadCommitted)
    {
        using IConsumer<byte[], byte[]> consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig(Copy(client))
        {
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
    internal static Task AppendAsync(string servers, string topic, int partition, params string[] values) =>
        AppendAsync(servers, topic, partition, [.. values.Select(value => (value, value))]);

    /// <summary>Appends records to a partition, in order.</summary>
    internal static Task AppendAsync(string servers, string topic, int partition, IEnumerable<(string Key, string Value)> records) =>
        AppendAsync(new ClientConfig { BootstrapServers = servers }, topic, partition, records);

    /// <summary>Appends records to a partition, in order.</summary>
    internal static async Task AppendAsync(ClientConfig client, string topic, int partition, IEnumerable<(string Key, string Value)> records)
    {
        using IProducer<byte[]?, byte[]?> producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig(Copy(client)) { LingerMs = 0 }).Build();
        foreach ((string key, string value) in records)
        {
            producer.Produce(
                new TopicPartition(topic, partition),
                new Message<byte[]?, byte[]?> { Key = System.Text.Encoding.UTF8.GetBytes(key), Value = System.Text.Encoding.UTF8.GetBytes(value) });
        }

        await Task.Run(() => producer.Flush(TimeSpan.FromSeconds(30)));
    }

    // A configuration that is made of another one is the same one.
    private static Dictionary<string, string> Copy(ClientConfig client) => new(client);
}
