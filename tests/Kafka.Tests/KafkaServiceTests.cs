using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>Sources and outputs with brokers as users have them. With the tests' own one it is checked here that this would find out.</summary>
public sealed class KafkaServiceTests
{
    private const int Partitions = 3;
    private const int Lives = 5;

    private readonly string _in = $"orleansstream-tests-in-{Guid.NewGuid():n}";
    private readonly string _out = $"orleansstream-tests-out-{Guid.NewGuid():n}";
    private readonly string _job = $"orleansstream-tests-{Guid.NewGuid():n}";

    [Fact]
    public async Task Each_record_is_read_and_written_once_with_the_tests_own_broker()
    {
        await using var broker = new TransactionalBroker();
        await CheckAsync(new ClientConfig { BootstrapServers = broker.Server }, seed: 1);
    }

    [BrokersTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Each_record_is_read_and_written_once_with_brokers_that_are_named(int seed) => CheckAsync(BrokersTheoryAttribute.Client, seed);

    private async Task CheckAsync(ClientConfig client, int seed)
    {
        using IAdminClient admin = new AdminClientBuilder(new ClientConfig(client)).Build();
        await admin.CreateTopicsAsync([.. new[] { _in, _out }.Select(topic => new TopicSpecification { Name = topic, NumPartitions = Partitions, ReplicationFactor = 1 })]);
        try
        {
            await RunAsync(client, new Random(seed), seed);
        }
        finally
        {
            await admin.DeleteTopicsAsync([_in, _out]);
        }
    }

    private async Task RunAsync(ClientConfig client, Random random, int seed)
    {
        var expected = new List<string>[] { [], [], [] };
        var job = new KafkaJob(client.BootstrapServers)
        {
            Source = new KafkaSourceOptions(new ConsumerConfig(new Dictionary<string, string>(client)) { FetchWaitMaxMs = 10 }) { StartingOffsets = StartingOffsets.Earliest, DiscoveryInterval = TimeSpan.Zero },
        };
        int failures = 0;
        for (int life = 0; life < Lives; life++)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                string[] values = [.. Enumerable.Range(expected[partition].Count, random.Next(200)).Select(i => $"{partition}-{i}")];
                expected[partition].AddRange(values);
                await KafkaReading.AppendAsync(client, _in, partition, values.Select(value => (value, value)));
            }

            bool fails = life < Lives - 1 && random.Next(2) == 0;
            failures += fails ? 1 : 0;
            await using StreamingTestHarness harness = job.NewLife(KafkaTopics.Subscribe(_in), out KafkaInputDStream stream, options => options.JobName = _job);
            harness.ExpectsFailure = fails;
            stream.SaveToKafka(
                new ProducerConfig(new Dictionary<string, string>(client)), record => new KafkaMessage(_out, record.Key, record.Value, record.Partition), DeliveryGuarantee.ExactlyOnce);
            stream.ForeachRdd(async rdd =>
            {
                await rdd.CountAsync();
                if (fails)
                {
                    throw new InjectedFaultException();
                }
            });
            await harness.StartAsync();
            await harness.AdvanceAsync();
        }

        Assert.True(failures > 0, $"seed {seed}");
        for (int partition = 0; partition < Partitions; partition++)
        {
            string[] there = [.. KafkaReading.ReadAll(client, _out, partition).Select(record => System.Text.Encoding.UTF8.GetString(record.Message.Value))];
            Assert.Equal((seed, string.Join(' ', expected[partition])), (seed, string.Join(' ', there)));
            Assert.Equal(expected[partition], job.Batches.OrderBy(batch => batch.Time).SelectMany(batch => batch.Partitions[partition]));
        }
    }
}
