using Confluent.Kafka;
using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>A receiver that is a member of a consumer group loses nothing.</summary>
public sealed class KafkaReceiverTests : IDisposable
{
    private readonly MockCluster _cluster = new();
    private readonly VirtualTime _time = new();
    private readonly InMemoryCheckpointStore _store = new();
    private readonly OutputCollector _outputs = new();

    // When a member has left, these brokers let the next one wait for as long as a session may last.
    private ConsumerConfig Consumer => new()
    {
        BootstrapServers = _cluster.Servers,
        AutoOffsetReset = AutoOffsetReset.Earliest,
        FetchWaitMaxMs = 10,
        SessionTimeoutMs = 6000,
        HeartbeatIntervalMs = 500,
    };

    public void Dispose() => _cluster.Dispose();

    private IEnumerable<string> Values => _outputs.Output<string>("out").Batches.SelectMany(batch => batch.Records);

    [Fact]
    public async Task What_is_received_is_in_batches_and_another_life_goes_on_after_it()
    {
        _cluster.Create("words", 2);
        var expected = new List<string>();
        for (int lives = 0; lives < 2; lives++)
        {
            await using StreamingTestHarness life = NewLife();
            await life.StartAsync();
            for (int i = 0; i < 5; i++)
            {
                string value = $"{lives}-{i}";
                expected.Add(value);
                await _cluster.AppendAsync("words", i % 2, value);
            }

            await UntilAsync(life, () => Values.Distinct().Count() == expected.Count);
            await life.Context.StopAsync();
        }

        // A life that was stopped has told the group of all that it stored.
        Assert.Equal(expected.Order(), Values.Order());
    }

    [Fact]
    public async Task What_was_stored_when_the_process_died_is_in_the_next_life()
    {
        _cluster.Create("words", 1);
        await _cluster.AppendAsync("words", 0, "a", "b");
        await using (StreamingTestHarness life = NewLife())
        {
            await life.StartAsync();
            await UntilAsync(life, () => Values.Count() == 2);
            await _cluster.AppendAsync("words", 0, "c", "d");
        }

        await using StreamingTestHarness next = NewLife();
        await next.StartAsync();
        await UntilAsync(next, () => Values.Distinct().Count() == 4);
        Assert.Equal(["a", "b", "c", "d"], Values.Distinct().Order());
    }

    [Fact]
    public async Task Topics_and_brokers_must_be_named()
    {
        await using var harness = new StreamingTestHarness();
        Assert.Throws<ArgumentException>(() => harness.Context.KafkaReceiverStream(new ConsumerConfig { BootstrapServers = _cluster.Servers }));
        Assert.Contains("host:port", Assert.Throws<ArgumentException>(() => harness.Context.KafkaReceiverStream(new ConsumerConfig(), "words")).Message, StringComparison.Ordinal);
    }

    private StreamingTestHarness NewLife()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = _time;
        options.CheckpointStore = _store;
        options.ReceiverWriteAheadLog = true;
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = _outputs };
        life.Context
            .KafkaReceiverStream(Consumer, "words")
            .Named("words")
            .Map(record => System.Text.Encoding.UTF8.GetString(record.Value!))
            .CollectTo("out");
        return life;
    }

    /// <summary>The brokers' time is real, so batches are run until they hold what is expected.</summary>
    private static async Task UntilAsync(StreamingTestHarness life, Func<bool> isTrue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!isTrue())
        {
            await life.AdvanceAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }
}
