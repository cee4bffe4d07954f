using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public sealed class KafkaFailureTests : IDisposable
{
    private readonly MockCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task An_unknown_topic_is_named()
    {
        var job = new KafkaJob(_cluster.Servers);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("nowhere"));
        KafkaStreamException error = await Assert.ThrowsAsync<KafkaStreamException>(() => life.StartAsync());
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brokers_that_are_not_there_are_named()
    {
        var job = new KafkaJob("127.0.0.1:1");
        job.Source.RequestTimeout = TimeSpan.FromSeconds(1);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"));
        KafkaStreamException error = await Assert.ThrowsAsync<KafkaStreamException>(() => life.StartAsync());
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_the_brokers_do_not_take_are_an_error()
    {
        await using var broker = new RefusingBroker();
        var job = new KafkaJob(broker.Server)
        {
            Source = new KafkaSourceOptions(new ConsumerConfig
            {
                BootstrapServers = broker.Server,
                SecurityProtocol = SecurityProtocol.SaslPlaintext,
                SaslMechanism = SaslMechanism.Plain,
                SaslUsername = "nobody",
                SaslPassword = "wrong",
            })
            { RequestTimeout = TimeSpan.FromSeconds(3) },
        };
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"));
        KafkaStreamException error = await Assert.ThrowsAsync<KafkaStreamException>(() => life.StartAsync());
        Assert.Contains("refuse", error.Message, StringComparison.Ordinal);
        Assert.Contains(RefusingBroker.Reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_lost_while_brokers_are_away()
    {
        _cluster.Create("words", 1);
        await _cluster.AppendAsync("words", 0, "a");
        var job = new KafkaJob(_cluster.Servers);
        job.Source.RequestTimeout = TimeSpan.FromSeconds(2);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"));
        await life.StartAsync();
        await life.AdvanceAsync();
        await _cluster.AppendAsync("words", 0, "b");
        _cluster.SetDown(1);
        await life.AdvanceAsync();
        _cluster.SetUp(1);
        for (int tries = 0; tries < 10 && job.Batches.Sum(batch => batch.Records.Count) < 2; tries++)
        {
            await life.AdvanceAsync();
        }

        Assert.Empty(job.Batches[1].Records);
        Assert.Equal(["a", "b"], job.Batches.SelectMany(batch => batch.Records));
    }

    [Theory]
    [InlineData(OffsetOutOfRangePolicy.Fail)]
    [InlineData(OffsetOutOfRangePolicy.Earliest)]
    [InlineData(OffsetOutOfRangePolicy.Latest)]
    public async Task What_retention_has_removed_is_an_error_or_left_out_as_wanted(OffsetOutOfRangePolicy policy)
    {
        _cluster.Create("short", 1);
        await _cluster.AppendAsync("short", 0, "first");
        var job = new KafkaJob(_cluster.Servers);
        job.Source.OnOffsetOutOfRange = policy;
        await using (StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("short")))
        {
            await life.StartAsync();
            await life.AdvanceAsync();
        }

        await _cluster.FillAsync("short", 0);
        await using StreamingTestHarness next = job.NewLife(KafkaTopics.Subscribe("short"));
        next.ExpectsFailure = policy == OffsetOutOfRangePolicy.Fail;
        await next.StartAsync();
        await next.AdvanceAsync();
        if (policy == OffsetOutOfRangePolicy.Fail)
        {
            Assert.Contains("short[0]", (await Assert.ThrowsAsync<OffsetOutOfRangeException>(() => next.Context.AwaitTerminationAsync())).Message, StringComparison.Ordinal);
            return;
        }

        int read = job.Batches.OrderBy(batch => batch.Time).Skip(1).Sum(batch => batch.Records.Count);
        Assert.InRange(read, policy == OffsetOutOfRangePolicy.Latest ? 0 : 1, policy == OffsetOutOfRangePolicy.Latest ? 0 : 11);
    }
}
