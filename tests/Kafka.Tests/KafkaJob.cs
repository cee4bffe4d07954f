using Confluent.Kafka;
using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

/// <summary>A job that collects a topic's values, with one or several lives over one checkpoint and one clock.</summary>
internal sealed class KafkaJob(string servers)
{
    private readonly VirtualTime _time = new();
    private readonly InMemoryCheckpointStore _store = new();

    /// <summary>What all lives have published.</summary>
    internal OutputCollector Outputs { get; } = new();

    internal IReadOnlyList<CollectedBatch<string>> Batches => Outputs.Output<string>("out").Batches;

    // The brokers of the tests hold back what has come since a request for the whole time that it may wait.
    internal KafkaSourceOptions Source { get; set; } = new(new ConsumerConfig { BootstrapServers = servers, FetchWaitMaxMs = 10 })
    {
        StartingOffsets = StartingOffsets.Earliest,
        DiscoveryInterval = TimeSpan.Zero,
        RequestTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Lets time pass while a batch is being processed.</summary>
    internal void Pass(TimeSpan by) => _time.Advance(by);

    internal StreamingTestHarness NewLife(KafkaTopics topics, out KafkaInputDStream stream, Action<StreamingContextOptions>? configure = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = _time;
        options.CheckpointStore = _store;
        options.MaxBatchAttempts = 1;
        options.JobName = "kafka-job";
        configure?.Invoke(options);
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = Outputs };
        stream = life.Context.KafkaStream(topics, Source);
        stream.Deserialize(Deserializers.Utf8, Deserializers.Utf8).Map(record => record.Value).CollectTo("out");
        return life;
    }

    internal StreamingTestHarness NewLife(KafkaTopics topics, Action<StreamingContextOptions>? configure = null) => NewLife(topics, out _, configure);
}
