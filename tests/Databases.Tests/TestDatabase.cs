using Npgsql;

namespace OrleansStream.Databases.Tests;

/// <summary>An empty database of a test's own.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static int _made;

    private TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    internal string ConnectionString { get; }

    internal NpgsqlDataSource Source { get; }

    internal static async Task<TestDatabase> CreateAsync(PostgresServer server) =>
        new(await server.CreateDatabaseAsync($"test-{Interlocked.Increment(ref _made)}"));

    internal Task RunAsync(string statements) => Source.RunAsync(statements);

    internal Task<string[]> ReadAsync(string query) => Source.ReadAsync(query);

    /// <summary>Has the database end the next transactions that write the table <c>rows</c>, as it does with those that collide.</summary>
    internal Task CollideAsync(int times, string sqlState) => RunAsync(
        $"""
        CREATE SEQUENCE tries;
        CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- A sequence counts on when its transaction is taken back.
            IF nextval('tries') <= {times} THEN RAISE EXCEPTION 'collided' USING ERRCODE = '{sqlState}'; END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER collides BEFORE INSERT ON rows FOR EACH STATEMENT EXECUTE FUNCTION collide();
        """);

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
