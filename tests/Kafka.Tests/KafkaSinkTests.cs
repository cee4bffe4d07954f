using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public sealed class KafkaSinkTests : IDisposable
{
    private readonly MockCluster _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task A_record_arrives_with_all_that_it_was_given()
    {
        _cluster.Create("out", 3);
        await using StreamingTestHarness life = Life(out TestFeed<string> feed);
        life.Context.AddressedInput<string>("in").SaveToKafka(Producer(), text => new KafkaMessage("out", [1, 2], Text(text), 2, [new KafkaHeader("trace", [7]), new KafkaHeader("empty", null)]));
        await life.StartAsync();
        feed.Append("a", null!);
        await life.AdvanceAsync();

        ConsumeResult<byte[], byte[]>[] there = _cluster.ReadAll("out", 2);
        Assert.Equal(["a", null], there.Select(record => TextOf(record.Message.Value)));
        Assert.Equal([1, 2], there[0].Message.Key);
        Assert.Equal([("trace", (byte)7)], there[0].Message.Headers.Where(header => header.Key == "trace").Select(header => (header.Key, header.GetValueBytes()[0])));
        Assert.Null(there[0].Message.Headers.Single(header => header.Key == "empty").GetValueBytes());
        Assert.Empty(_cluster.ReadAll("out", 0));
    }

    [Fact]
    public void A_write_that_waits_for_brokers_ends_when_its_attempt_is_abandoned()
    {
        // Nobody listens there, so what is queued stays queued.
        var config = new ProducerConfig { BootstrapServers = "127.0.0.1:1", QueueBufferingMaxMessages = 1 };
        using var producer = new SharedProducer(config, TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger.Instance);
        using var abandoned = new CancellationTokenSource();
        var partition = new SinkPartition(new SinkBatch("job", "SaveToKafka-1", new BatchTime(0), Epoch: 1, Attempt: 1), Index: 0, TaskAttempt: 1)
        {
            CancellationToken = abandoned.Token,
        };
        using SinkWriter<string> writer = new KafkaSink<string>(producer, text => new KafkaMessage("out", null, Text(text))).Open(partition);
        writer.Write("one");
        abandoned.Cancel();

        Assert.Throws<OperationCanceledException>(() => writer.Write("two"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_is_read_from_one_topic_is_in_the_other_once_if_nothing_fails(int seed)
    {
        var random = new Random(seed);
        _cluster.Create("from", 3);
        _cluster.Create("to", 2);
        var job = new KafkaJob(_cluster.Servers);
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("from"), out KafkaInputDStream stream);
        stream.SaveToKafka(Producer(), record => new KafkaMessage("to", record.Key, record.Value));
        await life.StartAsync();
        var expected = new List<string>();
        for (int batch = 0; batch < 10; batch++)
        {
            for (int records = random.Next(40); records > 0; records--)
            {
                string value = $"{random.Next(100)}";
                expected.Add(value);
                await _cluster.AppendAsync("from", random.Next(3), value);
            }

            await life.AdvanceAsync();
        }

        ConsumeResult<byte[], byte[]>[][] there = [_cluster.ReadAll("to", 0), _cluster.ReadAll("to", 1)];
        Assert.Equal((seed, string.Join(' ', expected.Order())), (seed, string.Join(' ', there.SelectMany(records => records).Select(record => TextOf(record.Message.Value)).Order())));

        // Keys keep to a partition.
        Assert.Empty(there[0].Select(record => TextOf(record.Message.Key)).Intersect(there[1].Select(record => TextOf(record.Message.Key))));
    }

    [Fact]
    public async Task What_was_sent_before_a_batch_failed_is_sent_again()
    {
        _cluster.Create("out", 1);
        await using StreamingTestHarness life = Life(out TestFeed<string> feed, attempts: 2);
        int failures = 0;
        life.Context.AddressedInput<string>("in")
            .Map(text => text == "b" && failures++ == 0 ? throw new InjectedFaultException() : text)
            .SaveToKafka(Producer(), text => new KafkaMessage("out", null, Text(text)));
        await life.StartAsync();
        feed.Append("a", "b");
        await life.AdvanceAsync();

        Assert.Equal(2, failures);
        string?[] there = [.. _cluster.ReadAll("out", 0).Select(record => TextOf(record.Message.Value))];
        Assert.Equal(["a", "b"], there.TakeLast(2));
        Assert.InRange(there.Length, 2, 3);
    }

    [Fact]
    public async Task Everything_arrives_when_the_broker_was_away()
    {
        _cluster.Create("out", 1);
        await using StreamingTestHarness life = Life(out TestFeed<string> feed);
        life.Context.AddressedInput<string>("in").SaveToKafka(Producer(), text => new KafkaMessage("out", null, Text(text)));
        await life.StartAsync();
        feed.Append("a");
        await life.AdvanceAsync();
        _cluster.SetDown(1);
        feed.Append("b");
        Task batch = life.AdvanceAsync();
        Assert.False(batch.IsCompleted);
        _cluster.SetUp(1);
        await batch;

        Assert.Equal(["a", "b"], _cluster.ReadAll("out", 0).Select(record => TextOf(record.Message.Value)));
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_an_error_that_names_the_topic()
    {
        _cluster.Create("out", 1);
        await using StreamingTestHarness life = Life(out TestFeed<string> feed);
        life.ExpectsFailure = true;
        ProducerConfig producer = Producer();
        producer.MessageMaxBytes = 2000;
        life.Context.AddressedInput<string>("in").SaveToKafka(producer, text => new KafkaMessage("out", null, Text(text)));
        await life.StartAsync();
        feed.Append(new string('x', 5000));
        await life.AdvanceAsync();

        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => life.Context.AwaitTerminationAsync());
        KafkaStreamException cause = Assert.IsType<KafkaStreamException>(error.InnerException);
        Assert.Contains("out", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Brokers_must_be_named()
    {
        await using var harness = new StreamingTestHarness();
        Assert.Contains("host:port", Assert.Throws<ArgumentException>(() =>
            harness.Context.AddressedInput<string>("in").SaveToKafka(new ProducerConfig(), _ => new KafkaMessage("out", null, null))).Message, StringComparison.Ordinal);
    }

    private static StreamingTestHarness Life(out TestFeed<string> feed, int attempts = 1)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxBatchAttempts = attempts;
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        feed = life.Feed<string>("in");
        return life;
    }

    private static byte[]? Text(string? text) => text is null ? null : System.Text.Encoding.UTF8.GetBytes(text);

    private static string? TextOf(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);

    private ProducerConfig Producer() => new() { BootstrapServers = _cluster.Servers, LingerMs = 0 };
}
