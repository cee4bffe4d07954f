using System.Diagnostics.Metrics;

namespace OrleansStream.Databases.Tests.Outputs;

public sealed class MetricsTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Rows_skipped_partitions_and_retries_are_counted()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        string job = $"database-metrics-{Guid.NewGuid():N}";
        var counted = new Dictionary<string, long>();
        using MeterListener listener = Listen(job, counted);
        var run = new SinkRun(database, hasKey: true, job);
        await run.WriteAsync(1, 0, 2, (1, 1), (1, 2), (2, 1));
        await run.WriteAsync(1, 1, 2, (3, 1));
        await run.WriteAsync(1, 0, 2, (1, 1), (1, 2), (2, 1));
        await new SinkRun(database, hasKey: true, job).WriteAsync(1, 1, 2, (3, 1));
        await database.CollideAsync(2, "40001");
        await run.WriteAsync(2, 0, 1, (1, 3));

        // Of the first partition one row counts for the key that it has twice.
        Assert.Equal(4, counted["orleans-stream-database-rows"]);
        Assert.Equal(1, counted["orleans-stream-database-partitions-skipped by this-process"]);
        Assert.Equal(1, counted["orleans-stream-database-partitions-skipped by another"]);
        Assert.Equal(2, counted["orleans-stream-database-retries"]);
    }

    private static MeterListener Listen(string job, Dictionary<string, long> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name.StartsWith("orleans-stream-database", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("job", job)) && tags.ToArray().Contains(new("output", "rows")))
            {
                string name = tags.ToArray().FirstOrDefault(tag => tag.Key == "written-by").Value is string by ? $"{instrument.Name} by {by}" : instrument.Name;
                counted[name] = counted.GetValueOrDefault(name) + value;
            }
        });
        listener.Start();
        return listener;
    }
}
