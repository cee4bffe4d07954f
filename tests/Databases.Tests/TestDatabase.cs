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

    internal async Task RunAsync(string statement)
    {
        await using NpgsqlCommand command = Source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A query's rows, each as its values with commas between.</summary>
    internal async Task<string[]> ReadAsync(string query)
    {
        await using NpgsqlCommand command = Source.CreateCommand(query);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            object[] values = new object[reader.FieldCount];
            reader.GetValues(values);
            rows.Add(string.Join(',', values.Select(value => value is DBNull ? "null" : FormattableString.Invariant($"{value}"))));
        }

        return [.. rows];
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
