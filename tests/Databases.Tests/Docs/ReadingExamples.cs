using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Docs;

/// <summary>What the documentation shows of reading tables, and of looking up in them.</summary>
public sealed class ReadingExamples(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Records_are_looked_up_as_shown()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(server);
        await test.RunAsync("CREATE TABLE customers (customer text PRIMARY KEY, country text); INSERT INTO customers VALUES ('ann', 'no')");
        await using var life = new StreamingTestHarness(TimeSpan.FromMinutes(1));
        for (int batch = 0; batch < 6; batch++)
        {
            life.Feed<(string, decimal)>("amounts").Append(("ann", batch), ("bob", batch));
        }

        Locate(life.Context, life.Context.AddressedInput<(string, decimal)>("amounts"), test.Source).CollectTo("located");
        await life.StartAsync();
        await life.AdvanceAsync();
        await test.RunAsync("INSERT INTO customers VALUES ('bob', 'se')");
        await life.AdvanceAsync(5);

        Assert.Equal(
            [("ann", (0m, "no")), ("ann", (1m, "no")), ("ann", (2m, "no")), ("ann", (3m, "no")), ("ann", (4m, "no")), ("ann", (5m, "no")), ("bob", (5m, "se"))],
            life.Output<(string, (decimal, string))>("located").Batches.SelectMany(batch => batch.Records));
    }

    [PostgresFact]
    public async Task Changed_rows_are_read_as_shown()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(server);
        await test.RunAsync("CREATE TABLE customers (version bigint, id bigint, name text); INSERT INTO customers VALUES (5, 1, 'ann')");
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(50), new StreamingContextOptions { JobName = "customers" });
        Read(ssc, test.Source).SaveToDatabase(test.Source, SqlDialect.PostgreSql, TableSpec.Of<Customer>("names").CreateIfMissing());
        await ssc.StartAsync();
        await test.Source.WaitUntilAsync("SELECT count(*) = 1 FROM names");
        await test.RunAsync("UPDATE customers SET version = 6, name = 'bob'");
        await test.Source.WaitUntilAsync("SELECT count(*) = 2 FROM names");
        await ssc.StopAsync();

        Assert.Equal(["1,ann", "1,bob"], await test.ReadAsync("SELECT id, name FROM names ORDER BY name"));
    }

    private static InputDStream<Customer> Read(StreamingContext ssc, NpgsqlDataSource database)
    {
        InputDStream<Customer> changed = ssc.DatabaseStream(
            database,
            "SELECT version, id, name FROM customers WHERE version > $1 ORDER BY version",
            row => (row.GetInt64(0), new Customer(row.GetInt64(1), row.GetString(2))),
            pollInterval: TimeSpan.FromSeconds(1));
        return changed;
    }

    private static DStream<(string Customer, (decimal Amount, string Country) Value)> Locate(
        StreamingContext ssc, DStream<(string Customer, decimal Amount)> amounts, NpgsqlDataSource database)
    {
        LookupTable<string, string> countries = ssc.LookupTable(
            database,
            "SELECT customer, country FROM customers",
            row => (row.GetString(0), row.GetString(1)),
            refreshInterval: TimeSpan.FromMinutes(5));
        DStream<(string Customer, (decimal Amount, string Country) Value)> located = amounts.JoinTable(countries);
        return located;
    }

    private sealed record Customer(long Id, string Name);
}
