using System.Threading.Channels;
using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

public sealed class FailureTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly TableSpec<(int Id, string Name)> People = TableSpec.Of<(int Id, string Name)>("people").Column("id", person => person.Id).Column("name", person => person.Name);

    [PostgresFact]
    public async Task A_table_that_is_not_there_is_named()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        DatabaseStreamException error = await RefusedAsync(database.Source, People, (1, "ann"));
        Assert.Contains("Table people in database test-", error.Message, StringComparison.Ordinal);
        Assert.Contains("relation \"people\" does not exist", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_column_that_is_not_there_is_named()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (id integer)");
        DatabaseStreamException error = await RefusedAsync(database.Source, People, (1, "ann"));
        Assert.Contains("column \"name\" of relation \"people\" does not exist", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_row_that_breaks_a_constraint_is_named_and_nothing_of_its_partition_is_written()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (id integer CONSTRAINT small CHECK (id < 100), name text)");
        DatabaseStreamException error = await RefusedAsync(database.Source, People, [.. Enumerable.Range(0, 50).Select(id => (id == 33 ? 333 : id, $"p{id}"))]);
        Assert.Contains("violates check constraint \"small\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConstraintName: small", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The row is (id=333, name='p33').", error.Message, StringComparison.Ordinal);
        Assert.Empty(await database.ReadAsync("SELECT * FROM people"));
        Assert.Equal(["-1"], await database.ReadAsync("SELECT partition FROM orleans_stream_markers"));
    }

    [PostgresFact]
    public async Task A_column_that_must_not_be_null_is_named_with_the_row()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (id integer, name text NOT NULL)");
        DatabaseStreamException error = await RefusedAsync(database.Source, People, (1, "ann"), (2, null!));
        Assert.Contains("ColumnName: name", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The row is (id=2, name=null).", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_value_that_does_not_fit_its_column_is_named_with_the_row()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (id integer, name varchar(3))");
        DatabaseStreamException error = await RefusedAsync(database.Source, People, (1, "ann"), (2, "anna"));
        Assert.Contains("value too long for type character varying(3)", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("The row is (id=2, name='anna').", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_key_without_a_constraint_is_an_error_that_says_so()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE people (id integer, name text)");
        DatabaseStreamException error = await RefusedAsync(database.Source, People.Key("id"), (1, "ann"));
        Assert.Contains("no unique or exclusion constraint", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_wrong_password_is_an_error_at_once_that_does_not_tell_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE ROLE locked LOGIN PASSWORD 'right'");
        server.RequirePasswordOf("locked");
        await database.RunAsync("SELECT pg_reload_conf()");
        await using NpgsqlDataSource wrong = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "locked", Password = "wrong-one", Pooling = false });
        DatabaseStreamException error = await RefusedAsync(wrong, People, (1, "ann"));
        Assert.Contains("password authentication failed for user \"locked\"", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-one", error.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_that_is_not_there_is_named_when_the_time_for_it_is_up()
    {
        await using NpgsqlDataSource nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=postgres;Database=none");
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options());
        life.Feed<(int Id, string Name)>("people").Append((1, "ann"));
        life.Context.AddressedInput<(int Id, string Name)>("people")
            .SaveToDatabase(nowhere, SqlDialect.PostgreSql, People, new DatabaseSinkOptions { RetryTimeout = TimeSpan.Zero });
        await life.StartAsync();
        OperatorFailedException failed = await Assert.ThrowsAsync<OperatorFailedException>(() => life.AdvanceAsync());
        var error = Assert.IsType<DatabaseStreamException>(failed.InnerException);
        Assert.Contains("database none at tcp://127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_that_is_lost_and_comes_back_has_each_record_once()
    {
        await using var own = new OwnServer();
        await own.Server.InitializeAsync();
        await using TestDatabase database = await TestDatabase.CreateAsync(own.Server);

        // Whatever has become due while the database was away is finished: a batch that is cut off may have written some of its partitions.
        var options = new StreamingContextOptions { JobName = "away", EngineThreads = 2, GracefulStopTimeout = TimeSpan.FromMinutes(5) };
        var told = new BatchCount();
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(20), options);
        ssc.AddressedInput("numbers", new FunctionFeed<(int Id, string Name)>(batch => FeedBatch.Cut(Enumerable.Range(0, 5).Select(id => ((int)batch, $"p{id}")), 2)))
            .SaveToDatabase(database.Source, SqlDialect.PostgreSql, People.CreateIfMissing());
        ssc.AddStreamingListener(told);
        await ssc.StartAsync();
        for (int loss = 0; loss < 3; loss++)
        {
            await told.NextAsync(3).Within();
            await own.Server.StopAsync();
            await own.Server.StartAsync();
        }

        await told.NextAsync(3).Within();
        await ssc.StopAsync();
        string[] batches = await database.ReadAsync("SELECT id, count(*), count(DISTINCT name) FROM people GROUP BY id ORDER BY id");
        Assert.True(batches.Length >= 12);
        Assert.Equal(Enumerable.Range(0, batches.Length).Select(batch => $"{batch},5,5"), batches);
    }

    [PostgresFact]
    public async Task A_user_who_may_only_write_can_use_tables_that_are_there()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await using (var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options()))
        {
            await RunAsync(life, database.Source, People.CreateIfMissing(), (1, "ann"));
        }

        await database.RunAsync("CREATE ROLE clerk LOGIN; GRANT SELECT, INSERT, UPDATE ON people, orleans_stream_markers TO clerk");
        await using NpgsqlDataSource clerk = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "clerk" });
        StreamingContextOptions others = Options();
        others.JobName = "of-the-clerk";
        await using (var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), others))
        {
            await RunAsync(life, clerk, People.CreateIfMissing(), (2, "bob"));
        }

        Assert.Equal(["1,ann", "2,bob"], await database.ReadAsync("SELECT id, name FROM people ORDER BY id"));
    }

    private static StreamingContextOptions Options()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "people";
        return options;
    }

    private static async Task RunAsync(StreamingTestHarness life, NpgsqlDataSource database, TableSpec<(int Id, string Name)> table, params (int Id, string Name)[] rows)
    {
        // The clock stands still, so what is tried again after a pause is never done.
        life.Feed<(int Id, string Name)>("people").Append(rows);
        life.Context.AddressedInput<(int Id, string Name)>("people").SaveToDatabase(database, SqlDialect.PostgreSql, table);
        await life.StartAsync();
        await life.AdvanceAsync();
    }

    private static async Task<DatabaseStreamException> RefusedAsync(NpgsqlDataSource database, TableSpec<(int Id, string Name)> table, params (int Id, string Name)[] rows)
    {
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options());
        OperatorFailedException failed = await Assert.ThrowsAsync<OperatorFailedException>(() => RunAsync(life, database, table, rows));
        return Assert.IsType<DatabaseStreamException>(failed.InnerException);
    }

    private sealed class OwnServer : IAsyncDisposable
    {
        internal PostgresServer Server { get; } = new();

        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }

    /// <summary>Counts batches that have ended.</summary>
    private sealed class BatchCount : StreamingListener
    {
        private readonly Channel<BatchTime> _ended = Channel.CreateUnbounded<BatchTime>();

        public override void OnBatchCompleted(BatchInfo batch) => _ended.Writer.TryWrite(batch.BatchTime);

        internal async Task NextAsync(int batches)
        {
            // Those that have ended before do not count.
            while (_ended.Reader.TryRead(out _))
            {
            }

            for (int i = 0; i < batches; i++)
            {
                await _ended.Reader.ReadAsync();
            }
        }
    }
}
