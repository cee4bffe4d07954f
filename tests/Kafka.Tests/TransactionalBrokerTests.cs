using Confluent.Kafka;

namespace OrleansStream.Kafka.Tests;

/// <summary>The broker of the tests keeps to what it is there for.</summary>
public sealed class TransactionalBrokerTests : IAsyncDisposable
{
    private readonly TransactionalBroker _broker = new();

    public TransactionalBrokerTests() => _broker.Create("out", 1);

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData(1)]
    public void Readers_of_committed_records_see_committed_transactions_only(int seed)
    {
        var random = new Random(seed);
        var expected = new List<string>();
        IProducer<Null, string>? open = null;
        for (int transaction = 0; transaction < 12; transaction++)
        {
            IProducer<Null, string> producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _broker.Server, TransactionalId = "one", LingerMs = 0 }).Build();
            producer.InitTransactions(TimeSpan.FromSeconds(10));
            open?.Dispose();
            open = producer;
            producer.BeginTransaction();
            string[] values = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"{transaction}-{i}")];
            foreach (string value in values)
            {
                producer.Produce("out", new Message<Null, string> { Value = value });
                producer.Flush(TimeSpan.FromSeconds(10));
            }

            switch (random.Next(3))
            {
                case 0:
                    producer.AbortTransaction(TimeSpan.FromSeconds(10));
                    break;
                case 1:
                    producer.CommitTransaction(TimeSpan.FromSeconds(10));
                    expected.AddRange(values);
                    break;
                default:
                    // The next one ends it, and until then it holds up what comes after it.
                    break;
            }

            Assert.Equal((seed, string.Join(' ', expected)), (seed, string.Join(' ', KafkaReading.ReadAll(_broker.Server, "out", 0).Select(Text))));
        }

        open!.Dispose();
    }

    private static string Text(ConsumeResult<byte[], byte[]> record) => System.Text.Encoding.UTF8.GetString(record.Message.Value);
}
