using System.Diagnostics.Metrics;

namespace OrleansStream.Databases;

/// <summary>What an output measures.</summary>
internal sealed class DatabaseSinkMetrics
{
    private static readonly Meter OwnMeter = new(StreamingContextOptions.InstrumentsName);

    private readonly Counter<long> _rows;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _retries;
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly KeyValuePair<string, object?>[] _tagsOfOwn;
    private readonly KeyValuePair<string, object?>[] _tagsOfOthers;

    internal DatabaseSinkMetrics(StreamingContextOptions options, string output)
    {
        Meter meter = options.MeterFactory?.Create(StreamingContextOptions.InstrumentsName) ?? OwnMeter;
        _rows = meter.CreateCounter<long>("orleans-stream-database-rows", "{row}", "Rows that were written.");
        _skipped = meter.CreateCounter<long>("orleans-stream-database-partitions-skipped", "{partition}", "Partitions of batches that were there already.");
        _retries = meter.CreateCounter<long>("orleans-stream-database-retries", "{transaction}", "Transactions run again because the database was away or busy, or they collided.");
        _tags = [new("job", options.JobName), new("output", output)];
        _tagsOfOwn = [.. _tags, new("written-by", "this-process")];
        _tagsOfOthers = [.. _tags, new("written-by", "another")];
    }

    internal void Written(long rows) => _rows.Add(rows, _tags);

    internal void Skipped(bool isOwn) => _skipped.Add(1, isOwn ? _tagsOfOwn : _tagsOfOthers);

    internal void Retried() => _retries.Add(1, _tags);
}
