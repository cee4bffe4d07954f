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

    [PostgresFact]
    public async Task Rows_that_become_visible_late_are_read_with_a_margin_as_shown()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(server);
        await test.RunAsync("CREATE TABLE customers (version bigint, id bigint, name text); INSERT INTO customers VALUES (0, 0, 'zoe'), (5000, 1, 'ann')");
        await using var ssc = new StreamingContext(TimeSpan.FromMilliseconds(50), new StreamingContextOptions { JobName = "customers" });
        ReadWithMargin(ssc, test.Source).SaveToDatabase(test.Source, SqlDialect.PostgreSql, TableSpec.Of<Customer>("names").CreateIfMissing());
        await ssc.StartAsync();
        await test.Source.WaitUntilAsync("SELECT count(*) = 2 FROM (SELECT DISTINCT id FROM names) AS seen");
        await test.RunAsync("INSERT INTO customers VALUES (4500, 2, 'bob')");
        await test.Source.WaitUntilAsync("SELECT count(*) > 0 FROM names WHERE id = 2");

        // Where the margin begins does not move back when only rows in it are left.
        await test.RunAsync("DELETE FROM customers WHERE version = 5000; CREATE TABLE counted AS SELECT count(*) AS rows FROM names WHERE id = 2");
        await test.Source.WaitUntilAsync("SELECT (SELECT count(*) FROM names WHERE id = 2) > rows + 1 FROM counted");
        await test.RunAsync("INSERT INTO customers VALUES (3900, 3, 'cyd'), (4600, 4, 'dan')");
        await test.Source.WaitUntilAsync("SELECT count(*) > 0 FROM names WHERE id = 4");
        await ssc.StopAsync();

        Assert.Equal(["0,zoe,1", "1,ann,t", "2,bob,t", "4,dan,t"], await test.ReadAsync("SELECT id, name, CASE id WHEN 0 THEN count(*)::text ELSE 't' END FROM names GROUP BY id, name ORDER BY id"));
    }

    private static InputDStream<Customer> ReadWithMargin(StreamingContext ssc, NpgsqlDataSource database)
    {
        InputDStream<Customer> changed = ssc.DatabaseStream(
            database,
            "SELECT version, id, name FROM customers WHERE version > greatest($1, 0) - 1000 ORDER BY version",
            row => (row.GetInt64(0), new Customer(row.GetInt64(1), row.GetString(2))),
            pollInterval: TimeSpan.FromSeconds(1));
        return changed;
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
