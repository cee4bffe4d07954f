using System.Diagnostics.Metrics;
using OrleansStream.Testing;

namespace OrleansStream.Kafka.Tests;

public sealed class KafkaMetricsTests : IDisposable
{
    private readonly MockCluster _cluster = new();
    private readonly string _job = $"kafka-metrics-{Guid.NewGuid():N}";

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public async Task What_waits_in_each_partition_is_measured_before_a_batch_takes_of_it()
    {
        _cluster.Create("words", 2);
        await _cluster.AppendAsync("words", 0, "a", "b", "c");
        var measured = new List<(string Instrument, long Value, string Tags)>();
        using MeterListener listener = Listen(measured);
        var job = new KafkaJob(_cluster.Servers);
        job.Source.MaxRatePerPartition = 2;
        await using StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("words"), options => options.JobName = _job);
        await life.StartAsync();
        await life.AdvanceAsync(2);

        Assert.Equal(
            [("orleans-stream-kafka-lag", 3L, "words 0"), ("orleans-stream-kafka-lag", 0L, "words 1"), ("orleans-stream-kafka-lag", 1L, "words 0"), ("orleans-stream-kafka-lag", 0L, "words 1")],
            measured);
    }

    [Fact]
    public async Task Offsets_that_are_out_of_range_are_counted()
    {
        _cluster.Create("shrunk", 1);
        await _cluster.AppendAsync("shrunk", 0, "a");
        var measured = new List<(string Instrument, long Value, string Tags)>();
        var job = new KafkaJob(_cluster.Servers);
        await using (StreamingTestHarness life = job.NewLife(KafkaTopics.Subscribe("shrunk"), options => options.JobName = _job))
        {
            await life.StartAsync();
            await life.AdvanceAsync();
        }

        long first = await _cluster.FillAsync("shrunk", 0);
        using MeterListener listener = Listen(measured);
        job.Source.OnOffsetOutOfRange = OffsetOutOfRangePolicy.Earliest;
        await using StreamingTestHarness next = job.NewLife(KafkaTopics.Subscribe("shrunk"), options => options.JobName = _job);
        await next.StartAsync();
        await next.AdvanceAsync();

        // The first one had been read.
        Assert.Equal(("orleans-stream-kafka-offsets-lost", first - 1, "shrunk 0"), Assert.Single(measured, each => each.Instrument.EndsWith("lost", StringComparison.Ordinal)));
    }

    private MeterListener Listen(List<(string Instrument, long Value, string Tags)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == StreamingContextOptions.InstrumentsName && instrument.Name.Contains("kafka", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Dictionary<string, object?> tag = tags.ToArray().ToDictionary(each => each.Key, each => each.Value);
            if (Equals(tag["job"], _job))
            {
                measured.Add((instrument.Name, value, $"{tag["topic"]} {tag["partition"]}"));
            }
        });
        listener.Start();
        return listener;
    }
}
