using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansStream.Outputs;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>A process' sink for a table, whose attempts a test runs by hand.</summary>
internal sealed class SinkRun<T>(DbDataSource database, TableSpec<T> table, string job = "job-1", string output = "rows", long time = 1, int rowsPerStatement = 5000, ILogger? log = null)
{
    private readonly DatabaseSink<T> _sink = new(
        new TableTarget<T>(database, SqlDialect.PostgreSql, table),
        new BatchMarkers(SqlDialect.PostgreSql, TableName.Parse("markers", nameof(output)), output),
        new DatabaseSinkOptions { RowsPerStatement = rowsPerStatement },
        new DatabaseSinkMetrics(new StreamingContextOptions { JobName = job }, output),
        log ?? NullLogger.Instance,
        TimeProvider.System);

    /// <summary>Writes a batch of one partition.</summary>
    internal Task WriteAsync(params T[] rows) => WriteAsync(time, 0, 1, rows, CancellationToken.None);

    internal async Task WriteAsync(long batchTime, int partition, int partitions, T[] rows, CancellationToken cancellation)
    {
        var batch = new SinkBatch(job, "rows", new BatchTime(batchTime), Epoch: 1, Attempt: 1);
        using SinkWriter<T> writer = _sink.Open(new SinkPartition(batch, partition, TaskAttempt: 1) { PartitionCount = partitions });
        foreach (T row in rows)
        {
            writer.Write(row);
        }

        writer.Complete();
        await writer.SettleAsync(cancellation);
    }
}
