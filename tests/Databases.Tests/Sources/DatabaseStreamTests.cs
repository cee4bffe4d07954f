using Npgsql;
using OrleansStream.Checkpoints;

namespace OrleansStream.Databases.Tests.Sources;

public sealed class DatabaseStreamTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Query = "SELECT version, name FROM people WHERE version > $1 ORDER BY version, name";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Each_row_is_in_one_batch_however_often_the_job_ends(int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (version bigint, name text)");
        var store = new InMemoryCheckpointStore();
        var random = new Random(seed);
        var expected = new List<string>();
        for (int life = 0; life < 6; life++)
        {
            await using StreamingContext ssc = NewLife(database, store);
            await ssc.StartAsync();
            for (int insert = 0; insert < 4; insert++)
            {
                // Some versions have several rows, and some inserts are more than a block.
                int rows = random.Next(5) == 0 ? 2500 : random.Next(1, 4);
                int version = (life * 10) + insert;
                await database.RunAsync($"INSERT INTO people SELECT {version} * 10000 + i / 3, {version} || '-' || i FROM generate_series(1, {rows}) i");
                expected.AddRange(Enumerable.Range(1, rows).Select(row => $"{version}-{row}"));
                if (random.Next(2) == 0)
                {
                    await database.Source.WaitUntilAsync($"SELECT count(*) >= {expected.Count} FROM seen");
                }
            }

            await ssc.StopAsync(graceful: false);
        }

        await using (StreamingContext last = NewLife(database, store))
        {
            await last.StartAsync();
            await database.Source.WaitUntilAsync($"SELECT count(*) >= {expected.Count} FROM seen");
            await last.StopAsync();
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), await database.ReadAsync("SELECT name FROM seen ORDER BY name COLLATE \"C\""));
    }

    [PostgresFact]
    public async Task A_query_that_fails_is_told_and_asked_again()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var told = new Told();
        await using StreamingContext ssc = NewLife(database, new InMemoryCheckpointStore());
        ssc.AddStreamingListener(told);
        await ssc.StartAsync();
        string message = await told.First.Task.Within();
        Assert.Contains($"The query '{Query}' to database test-", message, StringComparison.Ordinal);
        Assert.Contains("relation \"people\" does not exist", message, StringComparison.Ordinal);
        await database.RunAsync("CREATE TABLE people (version bigint, name text); INSERT INTO people VALUES (1, 'ann')");
        await database.Source.WaitUntilAsync("SELECT count(*) = 1 FROM seen");
        await ssc.StopAsync();
    }

    [PostgresFact]
    public async Task Rows_that_are_not_in_the_order_of_their_marks_are_an_error()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (version bigint, name text); INSERT INTO people VALUES (2, 'bob'), (1, 'ann')");
        var told = new Told();
        await using var ssc = new StreamingContext(Interval, Options(new InMemoryCheckpointStore()));
        ssc.DatabaseStream(database.Source, "SELECT version, name FROM people WHERE version > $1", row => (row.GetInt64(0), row.GetString(1)), Interval).Print();
        ssc.AddStreamingListener(told);
        await ssc.StartAsync();
        Assert.Contains("gave a row of mark 1 after one of mark 2", await told.First.Task.Within(), StringComparison.Ordinal);
        await ssc.StopAsync(graceful: false);
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        await using var ssc = new StreamingContext(Interval);
        Assert.Throws<ArgumentException>(() => ssc.DatabaseStream(database, "", row => (row.GetInt64(0), row.GetString(1)), Interval));
        Assert.Throws<ArgumentOutOfRangeException>(() => ssc.DatabaseStream(database, Query, row => (row.GetInt64(0), row.GetString(1)), TimeSpan.Zero));
    }

    private static StreamingContext NewLife(TestDatabase database, InMemoryCheckpointStore store)
    {
        var ssc = new StreamingContext(Interval, Options(store));
        ssc.DatabaseStream(database.Source, Query, row => (row.GetInt64(0), row.GetString(1)), Interval)
            .Named("people")
            .SaveToDatabase(database.Source, SqlDialect.PostgreSql, TableSpec.Of<string>("seen").Column("name", name => name).CreateIfMissing());
        return ssc;
    }

    private static StreamingContextOptions Options(InMemoryCheckpointStore store) => new()
    {
        JobName = "people",
        EngineThreads = 2,
        CheckpointStore = store,
        Output = TextWriter.Null,
    };

    /// <summary>The first error that a receiver reports.</summary>
    private sealed class Told : StreamingListener
    {
        internal TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void OnReceiverError(ReceiverInfo receiver) => First.TrySetResult(receiver.LastErrorMessage ?? "");
    }
}
