using Microsoft.Extensions.Logging;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>A process' sink for rows (key, value) of a table, whose attempts a test runs by hand.</summary>
internal sealed class SinkRun(TestDatabase database, bool hasKey, string job = "job-1", string output = "rows", ILogger? log = null)
{
    private readonly SinkRun<(int Key, int Value)> _run = new(database.Source, TableOf(hasKey), job, output, rowsPerStatement: 3, log: log);

    internal Task WriteAsync(long time, int partition, int partitions, params (int Key, int Value)[] rows) => WriteAsync(time, partition, partitions, rows, CancellationToken.None);

    internal Task WriteAsync(long time, int partition, int partitions, (int Key, int Value)[] rows, CancellationToken cancellation) =>
        _run.WriteAsync(time, partition, partitions, rows, cancellation);

    private static TableSpec<(int Key, int Value)> TableOf(bool hasKey)
    {
        TableSpec<(int Key, int Value)> table = TableSpec.Of<(int Key, int Value)>("rows").Column("key", row => row.Key).Column("value", row => row.Value).CreateIfMissing();
        return hasKey ? table.Key("key") : table;
    }
}
