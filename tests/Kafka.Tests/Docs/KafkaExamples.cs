using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests.Docs;

/// <summary>What docs/sources.md shows of topics.</summary>
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
