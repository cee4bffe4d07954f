using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>Brokers that come and go, lead other partitions and refuse requests, while a job reads a topic and writes another one.</summary>
public sealed class KafkaUnrestTests : IDisposable
{
    private const int Brokers = 3;
    private const int Partitions = 3;
    private const int Batches = 12;

    // What a broker answers while it moves partitions, and what clients try again.
    private static readonly ErrorCode[] Refusals =
        [ErrorCode.NotLeaderForPartition, ErrorCode.LeaderNotAvailable, ErrorCode.RequestTimedOut, ErrorCode.BrokerNotAvailable];

    private readonly MockCluster _cluster = new(Brokers);

    // These brokers take the records of an idempotent producer in any order; others refuse what comes too early, and the client takes it for granted that an
    // acknowledgement stands for all records before it.
    private ProducerConfig Producer => new()
    {
        BootstrapServers = _cluster.Servers,
        EnableIdempotence = false,
        LingerMs = 0,
        RetryBackoffMs = 5,
        ReconnectBackoffMs = 5,
        ReconnectBackoffMaxMs = 50,
    };

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(1)]
    public Task Each_record_is_read_once_and_in_order_and_written(int seed) => RunAsync(seed);

    [Theory]
    [Trait("Tier", "Long")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public Task Each_record_is_read_once_and_in_order_and_written_also_with(int seed) => RunAsync(seed);

    private async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        _cluster.Create("in", Partitions, Brokers);
        _cluster.Create("out", Partitions, Brokers);
        var job = new KafkaJob(_cluster.Servers);
        var expected = new List<string>[] { [], [], [] };
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream, options => options.MaxBatchAttempts = 5);
        stream.SaveToKafka(
            Producer,
            record => new KafkaMessage("out", record.Key, record.Value, record.Partition));
        await life.StartAsync();
        int down = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            for (int records = random.Next(1, 8); records > 0; records--)
            {
                int partition = random.Next(Partitions);
                string value = $"{partition}-{expected[partition].Count}";
                expected[partition].Add(value);
                await _cluster.AppendAsync("in", partition, value);
            }

            down = Disturb(random, down);
            await life.AdvanceAsync();
        }

        if (down > 0)
        {
            _cluster.SetUp(down);
        }

        for (int tries = 0; tries < 20 && job.Batches.Sum(batch => batch.Records.Count) < expected.Sum(values => values.Count); tries++)
        {
            await life.AdvanceAsync();
        }

        for (int partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal((seed, string.Join(' ', expected[partition])), (seed, string.Join(' ', job.Batches.SelectMany(batch => batch.Partitions[partition]))));

            // At least once: what was not acknowledged comes again, so also after what was.
            Assert.Equal(
                (seed, string.Join(' ', expected[partition].Order(StringComparer.Ordinal))),
                (seed, string.Join(' ', _cluster.ReadAll("out", partition).Select(record => System.Text.Encoding.UTF8.GetString(record.Message.Value)).Distinct().Order(StringComparer.Ordinal))));
        }
    }

    /// <summary>Does something to the brokers.</summary>
    /// <param name="random">What.</param>
    /// <param name="down">The broker that is away, or 0.</param>
    /// <returns>The broker that is away then, or 0.</returns>
    private int Disturb(Random random, int down)
    {
        if (down > 0)
        {
            _cluster.SetUp(down);
            down = 0;
        }

        switch (random.Next(4))
        {
            case 0:
                down = random.Next(1, Brokers + 1);
                _cluster.SetDown(down);
                for (int partition = 0; partition < Partitions; partition++)
                {
                    // What it led, another one leads.
                    _cluster.SetLeader("in", partition, (down % Brokers) + 1);
                    _cluster.SetLeader("out", partition, (down % Brokers) + 1);
                }

                break;
            case 1:
                _cluster.SetLeader(random.Next(2) == 0 ? "in" : "out", random.Next(Partitions), random.Next(1, Brokers + 1));
                break;
            default:
                _cluster.PushErrors(
                    random.Next(2) == 0 ? BrokerApi.Produce : random.Next(2) == 0 ? BrokerApi.Fetch : BrokerApi.ListOffsets,
                    [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Refusals[random.Next(Refusals.Length)])]);
                break;
        }

        return down;
    }
}
