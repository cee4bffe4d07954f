using Npgsql;
using OrleansStream.Silo;

namespace OrleansStream.Cluster.Tests;

public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private readonly PostgresServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [PostgresFact]
    public async Task Is_applied_by_several_at_once_and_again()
    {
        string database = await _server.CreateDatabaseAsync("several");
        Assert.False(await PostgresSchema.IsAppliedAsync(database, CancellationToken.None));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresSchema.ApplyAsync(database, CancellationToken.None)));
        await PostgresSchema.ApplyAsync(database, CancellationToken.None);

        Assert.True(await PostgresSchema.IsAppliedAsync(database, CancellationToken.None));
    }

    [PostgresFact]
    public async Task Leaves_the_statements_of_another_application_alone()
    {
        string database = await _server.CreateDatabaseAsync("taken");
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using NpgsqlCommand other = source.CreateCommand(
            "CREATE TABLE OrleansQuery (QueryKey text PRIMARY KEY, QueryText text); INSERT INTO OrleansQuery VALUES ('WriteToStorageKey', 'SELECT 1')");
        await other.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => PostgresSchema.ApplyAsync(database, CancellationToken.None));

        Assert.Contains("another Orleans application", refused.Message, StringComparison.Ordinal);
        Assert.False(await PostgresSchema.IsAppliedAsync(database, CancellationToken.None));
    }
}
