using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Outputs;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>A process' sink for rows (key, value) of a table, whose attempts a test runs by hand.</summary>
internal sealed class SinkRun
{
    private readonly DatabaseSink<(int Key, int Value)> _sink;

    internal SinkRun(TestDatabase database, bool hasKey, string job = "job-1", string output = "rows", ILogger? log = null)
    {
        Job = job;
        TableSpec<(int Key, int Value)> table = TableSpec.Of<(int Key, int Value)>("rows").Column("key", row => row.Key).Column("value", row => row.Value).CreateIfMissing();
        _sink = new DatabaseSink<(int Key, int Value)>(
            new TableTarget<(int Key, int Value)>(database.Source, SqlDialect.PostgreSql, hasKey ? table.Key("key") : table),
            new BatchMarkers(SqlDialect.PostgreSql, TableName.Parse("markers", nameof(output)), output),
            new DatabaseSinkOptions { RowsPerStatement = 3 },
            new DatabaseSinkMetrics(new StreamingContextOptions { JobName = job }, output),
            log ?? NullLogger.Instance,
            TimeProvider.System);
    }

    private string Job { get; }

    internal Task WriteAsync(long time, int partition, int partitions, params (int Key, int Value)[] rows) => WriteAsync(time, partition, partitions, rows, CancellationToken.None);

    internal async Task WriteAsync(long time, int partition, int partitions, (int Key, int Value)[] rows, CancellationToken cancellation)
    {
        var batch = new SinkBatch(Job, "rows", new BatchTime(time), Epoch: 1, Attempt: 1);
        using SinkWriter<(int Key, int Value)> writer = _sink.Open(new SinkPartition(batch, partition, TaskAttempt: 1) { PartitionCount = partitions });
        foreach ((int Key, int Value) row in rows)
        {
            writer.Write(row);
        }

        writer.Complete();
        await writer.SettleAsync(cancellation);
    }
}
