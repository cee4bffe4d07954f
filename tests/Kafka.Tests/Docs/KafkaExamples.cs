using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests.Docs;

/// <summary>What the documentation shows of topics.</summary>
public sealed class KafkaExamples : IDisposable
{
    private readonly MockCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task Orders_are_counted_as_shown()
    {
        _cluster.Create("orders", 2);
        await _cluster.AppendAsync("orders", 0, "tea", "salt");
        await _cluster.AppendAsync("orders", 1, "tea");
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        Count(life.Context, _cluster.Servers).CollectTo("counts");
        await life.StartAsync();
        await life.AdvanceAsync();

        Assert.Equal([("salt", 1L), ("tea", 2L)], life.Outputs.Output<(string, long)>("counts").Batches[0].Records.Order());
    }

    [Fact]
    public async Task Orders_are_received_as_shown()
    {
        _cluster.Create("orders", 1);
        await _cluster.AppendAsync("orders", 0, "tea");
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        Receive(life.Context, _cluster.Servers).Map(order => order.Offset).CollectTo("offsets");
        await life.StartAsync();
        for (int tries = 0; tries < 1000 && life.Output<long>("offsets").Records.Count == 0; tries++)
        {
            await life.AdvanceAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        Assert.Equal([0L], life.Output<long>("offsets").Records);
    }

    private static DStream<KafkaRecord<byte[]?, byte[]?>> Receive(StreamingContext ssc, string brokers)
    {
        DStream<KafkaRecord<byte[]?, byte[]?>> orders = ssc.KafkaReceiverStream(new ConsumerConfig { BootstrapServers = brokers, GroupId = "orders" }, "orders");
        return orders;
    }

    [Fact]
    public async Task Counts_are_sent_as_shown()
    {
        _cluster.Create("orders", 1);
        _cluster.Create("counts", 1);
        await _cluster.AppendAsync("orders", 0, "tea", "tea");
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        Send(Count(life.Context, _cluster.Servers), _cluster.Servers);
        await life.StartAsync();
        await life.AdvanceAsync();

        Message<byte[], byte[]> count = Assert.Single(_cluster.ReadAll("counts", 0)).Message;
        Assert.Equal(("tea", 2L), (System.Text.Encoding.UTF8.GetString(count.Key), BitConverter.ToInt64(count.Value)));
    }

    [Fact]
    public async Task Counts_are_sent_once_as_shown()
    {
        await using var broker = new TransactionalBroker();
        broker.Create("orders", 1);
        broker.Create("counts", 1);
        await KafkaReading.AppendAsync(broker.Server, "orders", 0, "tea", "tea");
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "order-counts";
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        SendOnce(Count(life.Context, broker.Server), broker.Server);
        await life.StartAsync();
        await life.AdvanceAsync();

        Message<byte[], byte[]> count = Assert.Single(KafkaReading.ReadAll(broker.Server, "counts", 0)).Message;
        Assert.Equal(("tea", 2L), (System.Text.Encoding.UTF8.GetString(count.Key), BitConverter.ToInt64(count.Value)));
    }

    private static void SendOnce(DStream<(string Item, long Count)> counts, string brokers)
    {
        counts.SaveToKafka(
            new ProducerConfig { BootstrapServers = brokers },
            count => new KafkaMessage("counts", Serializers.Utf8.Serialize(count.Item, SerializationContext.Empty), BitConverter.GetBytes(count.Count)),
            DeliveryGuarantee.ExactlyOnce);
    }

    private static void Send(DStream<(string Item, long Count)> counts, string brokers)
    {
        counts.SaveToKafka(
            new ProducerConfig { BootstrapServers = brokers },
            count => new KafkaMessage("counts", Serializers.Utf8.Serialize(count.Item, SerializationContext.Empty), BitConverter.GetBytes(count.Count)));
    }

    private static DStream<(string Item, long Count)> Count(StreamingContext ssc, string brokers)
    {
        KafkaInputDStream orders = ssc.KafkaStream(
            KafkaTopics.Subscribe("orders"),
            new KafkaSourceOptions(brokers) { StartingOffsets = StartingOffsets.Earliest, MaxRatePerPartition = 10_000 });
        return orders.Deserialize(Deserializers.Utf8, Deserializers.Utf8)
            .Map(record => (record.Value, 1L))
            .ReduceByKey((left, right) => left + right);
    }
}
