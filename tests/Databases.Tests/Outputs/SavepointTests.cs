using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Jobs that go back to a savepoint under the name that they had, whose batches the database has seen with other records.</summary>
public sealed class SavepointTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Job = "bob's totals";

    [PostgresFact]
    public async Task Batches_that_another_run_has_written_are_left_out_with_a_warning_that_says_how_to_write_them()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var savepoint = new InMemoryCheckpointStore();
        await using (StreamingTestHarness first = NewLife(database, new WarningLog(), record: 1))
        {
            await first.StartAsync();
            await first.AdvanceAsync(2);
            await first.Context.SavepointAsync(savepoint);
            await first.AdvanceAsync(2);
        }

        Assert.Equal(["1", "1", "1", "1"], await database.ReadAsync("SELECT number FROM numbers"));
        using var log = new WarningLog();
        await using (StreamingTestHarness back = NewLife(database, log, record: 2, savepoint))
        {
            await back.StartAsync();
            await back.AdvanceAsync(3);
        }

        // One for each batch, whatever its partitions, and none for the batch after the last that was written.
        long start = VirtualTime.DefaultStart.ToUnixTimeMilliseconds();
        string[] told = [.. log.Messages().Where(line => line.Contains("is left out", StringComparison.Ordinal))];
        Assert.Equal(2, told.Length);
        Assert.StartsWith($"Job {Job}: batch {start + 3000} ms is left out of table numbers, whose markers say that batches of output numbers up to {start + 4000} ms are written", told[0], StringComparison.Ordinal);
        Assert.StartsWith($"Job {Job}: batch {start + 4000} ms", told[1], StringComparison.Ordinal);
        Assert.Equal(["1", "1", "1", "1", "2"], await database.ReadAsync("SELECT number FROM numbers ORDER BY number"));

        await database.RunAsync(told[0].Split("or after: ")[1]);
        Assert.Empty(await database.ReadAsync("SELECT * FROM orleans_stream_markers"));
        using var quiet = new WarningLog();
        await using (StreamingTestHarness again = NewLife(database, quiet, record: 3, savepoint))
        {
            await again.StartAsync();
            await again.AdvanceAsync(3);
        }

        Assert.Empty(quiet.Messages());
        Assert.Equal(["1", "1", "1", "1", "2", "3", "3", "3"], await database.ReadAsync("SELECT number FROM numbers ORDER BY number"));
    }

    [PostgresFact]
    public async Task What_a_run_has_written_itself_is_left_out_without_a_warning()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        using var log = new WarningLog();
        var run = new SinkRun(database, hasKey: false, log: log);
        await run.WriteAsync(1, 0, 2, (1, 1));
        await run.WriteAsync(1, 1, 2, (1, 2));
        await run.WriteAsync(1, 0, 2, (1, 1));
        await run.WriteAsync(2, 0, 1, (2, 1));
        await run.WriteAsync(1, 1, 2, (1, 2));
        Assert.Empty(log.Messages());

        // To another process it is the same as what an earlier run has written.
        await new SinkRun(database, hasKey: false, log: log).WriteAsync(2, 0, 1, (2, 1));
        Assert.Contains("DELETE FROM \"markers\" WHERE job = 'job-1' AND output = 'rows'", Assert.Single(log.Messages()), StringComparison.Ordinal);
        Assert.Equal(["1,1", "1,2", "2,1"], await database.ReadAsync("SELECT key, value FROM rows ORDER BY key, value"));
    }

    private static StreamingTestHarness NewLife(TestDatabase database, WarningLog log, int record, InMemoryCheckpointStore? savepoint = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = Job;
        options.LoggerFactory = log;
        options.CheckpointStore = new InMemoryCheckpointStore();
        options.SavepointStore = savepoint;
        options.TimeProvider = new VirtualTime(VirtualTime.DefaultStart + TimeSpan.FromSeconds(savepoint is null ? 0 : 2));
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        life.Context.AddressedInput("numbers", new FunctionFeed<int>(_ => FeedBatch.Cut([record], 2)))
            .SaveToDatabase(database.Source, SqlDialect.PostgreSql, TableSpec.Of<int>("numbers").Column("number", number => number).CreateIfMissing());
        return life;
    }
}
