using System.Diagnostics.Metrics;

namespace OrleansStream.Kafka;

/// <summary>What a source measures.</summary>
internal sealed class KafkaSourceMetrics
{
    private static readonly Meter OwnMeter = new(StreamingContextOptions.InstrumentsName);

    private readonly Gauge<long> _lag;
    private readonly Counter<long> _lost;
    private readonly StreamingContextOptions _options;

    internal KafkaSourceMetrics(StreamingContextOptions options)
    {
        _options = options;
        Meter meter = options.MeterFactory?.Create(StreamingContextOptions.InstrumentsName) ?? OwnMeter;
        _lag = meter.CreateGauge<long>("orleans-stream-kafka-lag", "{record}", "Offsets that no batch has taken yet.");
        _lost = meter.CreateCounter<long>("orleans-stream-kafka-offsets-lost", "{record}", "Offsets left out because they were out of range.");
    }

    internal void Lag(string source, string topic, int partition, long offsets) => _lag.Record(offsets, Tags(source, topic, partition));

    internal void Lost(string source, string topic, int partition, long offsets) => _lost.Add(offsets, Tags(source, topic, partition));

    private KeyValuePair<string, object?>[] Tags(string source, string topic, int partition) =>
    [
        new("job", _options.JobName),
        new("source", source),
        new("topic", topic),
        new("partition", partition),
    ];
}
