using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Lookups;

public sealed class LookupQueryTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task The_last_version_stays_while_the_query_fails()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE prices (product text, price integer); INSERT INTO prices VALUES ('tea', 1)");
        await using var life = new StreamingTestHarness();
        Join(life, database.Source);
        await life.StartAsync();
        await life.AdvanceAsync();
        await database.RunAsync("ALTER TABLE prices RENAME TO gone; UPDATE gone SET price = 2");
        await life.AdvanceAsync(2);
        await database.RunAsync("ALTER TABLE gone RENAME TO prices");
        await life.AdvanceAsync();

        Assert.Equal([1, 1, 1, 2], life.Output<(string, (int Sold, int Price) Value)>("priced").Batches.SelectMany(batch => batch.Records).Select(record => record.Item2.Price));
    }

    [PostgresFact]
    public async Task A_query_that_fails_at_the_start_is_named()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await using var life = new StreamingTestHarness();
        Join(life, database.Source);
        DatabaseStreamException error = await Assert.ThrowsAsync<DatabaseStreamException>(() => life.StartAsync());
        Assert.Contains("The query 'SELECT product, price FROM prices' to database test-", error.Message, StringComparison.Ordinal);
        Assert.Contains("relation \"prices\" does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        await using var life = new StreamingTestHarness();
        await using NpgsqlDataSource database = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        Assert.Throws<ArgumentException>(() => life.Context.LookupTable(database, " ", row => (row.GetString(0), row.GetInt32(1)), TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => life.Context.LookupTable(database, "SELECT 1", row => (row.GetString(0), row.GetInt32(1)), TimeSpan.Zero));
    }

    private static void Join(StreamingTestHarness life, NpgsqlDataSource database) =>
        life.Context.AddressedInput("sold", new FunctionFeed<(string Product, int Sold)>(_ => FeedBatch.Cut([("tea", 1), ("salt", 1)], 1)))
            .JoinTable(life.Context.LookupTable(database, "SELECT product, price FROM prices", row => (row.GetString(0), row.GetInt32(1)), TimeSpan.FromSeconds(1)))
            .CollectTo("priced");
}
