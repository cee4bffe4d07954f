using Confluent.Kafka;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>What an exactly-once output sends is there once, in order, and not before its batch is committed.</summary>
public sealed class KafkaExactlyOnceTests : IAsyncDisposable
{
    private const int Partitions = 3;

    private readonly TransactionalBroker _broker = new();

    public KafkaExactlyOnceTests()
    {
        _broker.Create("in", Partitions);
        _broker.Create("out", Partitions);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_and_its_next_attempt_comes_once()
    {
        var job = new KafkaJob(_broker.Server);
        int runs = 0;
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream, options => options.MaxBatchAttempts = 2);
        Copy(stream);
        stream.ForeachRdd(async rdd =>
        {
            // Transactions that are not committed would show here.
            Assert.Empty(ReadAll(IsolationLevel.ReadUncommitted).SelectMany(values => values));
            await rdd.CountAsync();
            if (runs++ == 0)
            {
                throw new InjectedFaultException();
            }
        });
        await AppendAsync(0, "a", "b");
        await AppendAsync(2, "c");
        await life.StartAsync();
        await life.AdvanceAsync();
        Assert.Equal(2, runs);
        Assert.Equal(["a b", "", "c"], ReadAll().Select(values => string.Join(' ', values)));
    }

    [Theory]
    [InlineData(1)]
    public Task Each_record_arrives_once_and_in_order_whatever_is_lost_on_the_way(int seed) => RunAsync(seed);

    [Theory]
    [Trait("Tier", "Long")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public Task Each_record_arrives_once_in_longer_runs_too(int seed) => RunAsync(seed, lives: 16);

    [Fact]
    public async Task A_coordinator_that_wakes_up_late_sends_nothing_twice()
    {
        await using TransactionalPublisher first = Publisher();
        await using TransactionalPublisher second = Publisher();
        await first.PublishAsync(Batch(1000, "a"), default);
        await second.PublishAsync(Batch(1000, "a"), default);
        await second.PublishAsync(Batch(2000, "b"), default);

        // Fenced off: it finds that out, opens anew, and sees that the batch is there.
        KafkaStreamException error = await Assert.ThrowsAsync<KafkaStreamException>(() => first.PublishAsync(Batch(2000, "b"), default));
        Assert.Contains("job", error.Message, StringComparison.Ordinal);
        await first.PublishAsync(Batch(2000, "b"), default);

        // And the other way round.
        await Assert.ThrowsAsync<KafkaStreamException>(() => second.PublishAsync(Batch(3000, "c"), default));
        await second.PublishAsync(Batch(3000, "c"), default);
        Assert.Equal(["a", "b", "c"], ReadAll()[0]);
    }

    [Fact]
    public async Task Several_batches_that_were_sent_and_not_noted_are_not_sent_again()
    {
        await using (TransactionalPublisher first = Publisher())
        {
            await first.PublishAsync(Batch(1000, "a"), default);
            await first.PublishAsync(Batch(2000, "b"), default);
        }

        await using TransactionalPublisher second = Publisher();
        await second.PublishAsync(Batch(1000, "a"), default);
        await second.PublishAsync(Batch(2000, "b"), default);
        await second.PublishAsync(Batch(3000, "c"), default);
        Assert.Equal(["a", "b", "c"], ReadAll()[0]);
    }

    [Fact]
    public async Task A_record_arrives_with_all_that_it_was_given()
    {
        await using StreamingTestHarness life = Life(out TestFeed<string> feed, text => new KafkaMessage("out", [1, 2], Text(text), 2, [new KafkaHeader("trace", [7]), new KafkaHeader("empty", null)]));
        await life.StartAsync();
        feed.Append("a", null!);
        await life.AdvanceAsync(3);
        ConsumeResult<byte[], byte[]>[] there = KafkaReading.ReadAll(_broker.Server, "out", 2);
        Assert.Equal(["a", null], there.Select(record => TextOf(record.Message.Value)));
        Assert.Equal([1, 2], there[0].Message.Key);
        Assert.Equal(7, there[1].Message.Headers.Single(header => header.Key == "trace").GetValueBytes()[0]);
        Assert.Null(there[1].Message.Headers.Single(header => header.Key == "empty").GetValueBytes());
    }

    [Theory]
    [InlineData("elsewhere", null, 5, "elsewhere")]
    [InlineData("out", 7, 5, "partition 7 of out, which has 3")]
    [InlineData("out", -2, 5, "partition -2 of out; it must not be negative")]
    [InlineData("out", null, 3000, "MessageMaxBytes is 2000")]
    [InlineData("out", null, 1990, "MessageMaxBytes is 2000")]
    public async Task What_could_not_be_sent_fails_the_batch_before_it_is_committed(string topic, int? partition, int length, string says)
    {
        await using StreamingTestHarness life = Life(out TestFeed<string> feed, text => new KafkaMessage(topic, null, Text(text), partition));
        life.ExpectsFailure = true;
        await life.StartAsync();
        feed.Append(new string('x', length));
        await life.AdvanceAsync();
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => life.Context.AwaitTerminationAsync());
        Assert.Contains(says, Assert.IsType<KafkaStreamException>(error.InnerException).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_the_checkpoint_knows_nothing_of_is_found_out_before_anything_is_lost()
    {
        await AppendAsync(0, "a", "b");
        await RunAsync(new KafkaJob(_broker.Server), failure: null);
        await AppendAsync(0, "c");
        await RunAsync(new KafkaJob(_broker.Server), failure: "up to 1704067201000 ms, and batch 1704067201000 ms is not committed yet");
        Assert.Equal(["a", "b"], ReadAll()[0]);

        async Task RunAsync(KafkaJob job, string? failure)
        {
            await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream);
            life.ExpectsFailure = failure is not null;
            Copy(stream);
            await life.StartAsync();
            await life.AdvanceAsync();
            if (failure is not null)
            {
                Exception error = await Assert.ThrowsAnyAsync<Exception>(() => life.Context.AwaitTerminationAsync());
                Assert.Contains(failure, error.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Ids_are_one_outputs_own()
    {
        await using StreamingTestHarness life = new KafkaJob(_broker.Server).NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream);
        ProducerConfig shared = Producer();
        shared.TransactionalId = "mine";
        Save(stream, shared);
        Assert.Contains("'mine', which another output of the job has", Assert.Throws<ArgumentException>(() => Save(stream, shared)).Message, StringComparison.Ordinal);
        ProducerConfig careless = Producer();
        careless.Acks = Acks.Leader;
        Assert.Contains("Transactions need", Assert.Throws<ArgumentException>(() => Save(stream, careless)).Message, StringComparison.Ordinal);

        await using StreamingTestHarness nameless = new KafkaJob(_broker.Server).NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream other, options => options.JobName = new StreamingContextOptions().JobName);
        Assert.Contains("must have a name of its own", Assert.Throws<ArgumentException>(() => Save(other, Producer())).Message, StringComparison.Ordinal);

        static void Save(KafkaInputDStream from, ProducerConfig config) =>
            from.SaveToKafka(config, record => new KafkaMessage("out", record.Key, record.Value, record.Partition), DeliveryGuarantee.ExactlyOnce);
    }

    [Fact]
    public void What_is_staged_comes_back_as_it_was()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            KafkaMessage[][] parts = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Enumerable.Range(0, random.Next(5)).Select(_ => Message(random)).ToArray())];
            StagedBatch batch = StagedBatch.From(StagedBatch.Join(new BatchTime(seed), $"id-{seed}", [.. parts.Select(StagedOf)]));
            Assert.Equal((seed, $"id-{seed}"), (batch.Time, batch.TransactionalId));
            Assert.Equal(parts.SelectMany(part => part).Select(Describe), batch.Messages.Select(Describe));
        }

        static KafkaMessage Message(Random random) => new(
            $"topic-{random.Next(3)}", Bytes(random), Bytes(random), random.Next(2) == 0 ? null : random.Next(9), [.. Enumerable.Range(0, random.Next(3)).Select(i => new KafkaHeader($"ü{i}", Bytes(random)))]);

        static byte[]? Bytes(Random random)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            return bytes.Length < 60 ? null : bytes;
        }

        static string Describe(KafkaMessage message) =>
            $"{message.Topic} {Hex(message.Key)} {Hex(message.Value)} {message.Partition} {string.Join(',', message.Headers!.Select(header => header.Key + Hex(header.Value)))}";

        static string Hex(byte[]? bytes) => bytes is null ? "-" : Convert.ToHexString(bytes);
    }

    private async Task RunAsync(int seed, int lives = 6)
    {
        var random = new Random(seed);
        var job = new KafkaJob(_broker.Server);
        var expected = new List<string>[] { [], [], [] };
        int faults = 0;
        for (; lives > 0; lives--)
        {
            int attempts = random.Next(1, 3);
            await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream, options => options.MaxBatchAttempts = attempts);
            life.ExpectsFailure = true;
            Copy(stream);
            await life.StartAsync();
            for (int batches = random.Next(1, 4); batches > 0; batches--)
            {
                for (int records = random.Next(8); records > 0; records--)
                {
                    int partition = random.Next(Partitions);
                    string value = $"{partition}-{expected[partition].Count}";
                    expected[partition].Add(value);
                    await AppendAsync(partition, value);
                }

                _broker.Faults = Sometimes;
                if (life.Context.State == StreamingContextState.Active)
                {
                    await life.AdvanceAsync();
                }

                _broker.Faults = static _ => BrokerFault.None;
            }
        }

        await using (StreamingTestHarness last = job.NewLife(KafkaTopics.Subscribe("in"), out KafkaInputDStream stream))
        {
            Copy(stream);
            await last.StartAsync();
            await last.AdvanceAsync(2);
        }

        Assert.True(faults > 0, $"seed {seed}");
        string[][] there = ReadAll();
        for (int partition = 0; partition < Partitions; partition++)
        {
            Assert.Equal((seed, string.Join(' ', expected[partition])), (seed, string.Join(' ', there[partition])));
        }

        BrokerFault Sometimes(BrokerApi api)
        {
            lock (random)
            {
                BrokerFault fault = api is BrokerApi.Fetch or BrokerApi.Metadata or BrokerApi.ApiVersions or BrokerApi.ListOffsets ? BrokerFault.None
                    : random.Next(16) switch
                    {
                        0 => BrokerFault.Lost,
                        1 => BrokerFault.AnswerLost,
                        _ => BrokerFault.None,
                    };
                faults += fault == BrokerFault.None ? 0 : 1;
                return fault;
            }
        }
    }

    private static ReadOnlyMemory<byte> StagedOf(IEnumerable<KafkaMessage> messages)
    {
        var part = new StagedPart();
        foreach (KafkaMessage message in messages)
        {
            part.Add(message);
        }

        return part.ToBytes();
    }

    private static StagedBatch Batch(long time, params string[] values) => StagedBatch.From(StagedBatch.Join(
        new BatchTime(time), "job", [StagedOf(values.Select(value => new KafkaMessage("out", null, Text(value), 0)))]));

    private static byte[]? Text(string? text) => text is null ? null : System.Text.Encoding.UTF8.GetBytes(text);

    private static string? TextOf(byte[]? bytes) => bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes);

    private ProducerConfig Producer() => new()
    {
        BootstrapServers = _broker.Server,
        LingerMs = 0,
        MessageMaxBytes = 2000,
        RetryBackoffMs = 1,
        ReconnectBackoffMs = 1,
        ReconnectBackoffMaxMs = 10,
    };

    private TransactionalPublisher Publisher() => new(Producer(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    private StreamingTestHarness Life(out TestFeed<string> feed, Func<string, KafkaMessage> message)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxBatchAttempts = 1;
        options.JobName = "exactly-once";
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        feed = life.Feed<string>("in");
        life.Context.AddressedInput<string>("in").SaveToKafka(Producer(), message, DeliveryGuarantee.ExactlyOnce);
        return life;
    }

    /// <summary>Sends each record to the partition that it came from.</summary>
    private void Copy(KafkaInputDStream stream) =>
        stream.SaveToKafka(Producer(), record => new KafkaMessage("out", record.Key, record.Value, record.Partition), DeliveryGuarantee.ExactlyOnce);

    private Task AppendAsync(int partition, params string[] values) => KafkaReading.AppendAsync(_broker.Server, "in", partition, values);

    private string[][] ReadAll(IsolationLevel isolation = IsolationLevel.ReadCommitted) =>
        [.. Enumerable.Range(0, Partitions).Select(partition => KafkaReading.ReadAll(_broker.Server, "out", partition, isolation).Select(record => TextOf(record.Message.Value)!).ToArray())];
}
