using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Docs;

/// <summary>What the documentation shows of writing tables.</summary>
public sealed class WritingExamples(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Tables_are_written_as_shown()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(server);
        await test.RunAsync("CREATE TABLE counts (word text PRIMARY KEY, count bigint)");
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "shop";
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        life.Feed<Total>("totals").Append(new Total("ann", 1.50m)).Append(new Total("ann", 2));
        life.Feed<(string, long)>("counts").Append(("a", 1), ("b", 1)).Append(("b", 2));
        Save(life.Context.AddressedInput<Total>("totals"), test.Source);
        Save(life.Context.AddressedInput<(string, long)>("counts"), test.Source);
        await life.StartAsync();
        await life.AdvanceAsync(2);

        Assert.Equal(["ann,2"], await test.ReadAsync("SELECT customer, amount FROM totals"));
        Assert.Equal(["a,1", "b,2"], await test.ReadAsync("SELECT word, count FROM counts ORDER BY word"));
    }

    [PostgresFact]
    public async Task The_statement_that_is_shown_makes_the_table_that_is_used()
    {
        await using TestDatabase test = await TestDatabase.CreateAsync(server);
        string page = await File.ReadAllTextAsync(OrleansStream.Tests.Repository.PathTo("docs/databases.md"));
        await test.RunAsync(page.Split("```sql")[1].Split("```")[0]);
        const string Shape = "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'orleans_stream_markers' ORDER BY ordinal_position";
        string[] shown = await test.ReadAsync(Shape);
        await test.RunAsync("DROP TABLE orleans_stream_markers");
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "shop";
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        life.Feed<Total>("totals").Append(new Total("ann", 1.50m));
        Save(life.Context.AddressedInput<Total>("totals"), test.Source);
        await life.StartAsync();
        await life.AdvanceAsync();

        Assert.Equal(5, shown.Length);
        Assert.Equal(shown, await test.ReadAsync(Shape));
    }

    private static void Save(DStream<Total> totals, NpgsqlDataSource database) =>
        totals.SaveToDatabase(
            database,
            SqlDialect.PostgreSql,
            TableSpec.Of<Total>("totals").Key("customer").CreateIfMissing());

    private static void Save(DStream<(string Word, long Count)> counts, NpgsqlDataSource database) =>
        counts.SaveToDatabase(
            database,
            SqlDialect.PostgreSql,
            TableSpec.Of<(string Word, long Count)>("counts").Column("word", pair => pair.Word).Column("count", pair => pair.Count).Key("word"));

    private sealed record Total(string Customer, decimal Amount);
}
