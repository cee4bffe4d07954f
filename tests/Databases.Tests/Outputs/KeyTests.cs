namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Keys that differ here and not in the database.</summary>
public sealed class KeyTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresFact]
    public async Task Keys_of_times_are_told_apart_as_the_database_does()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        TableSpec<(long Ticks, int Value)> table = TableSpec.Of<(long Ticks, int Value)>("spans")
            .Column("span", row => new TimeSpan(row.Ticks))
            .Column("negative", row => new TimeSpan(-row.Ticks))
            .Column("maybe", row => (TimeSpan?)new TimeSpan(row.Ticks))
            .Column("hour", row => new TimeOnly(row.Ticks))
            .Column("maybe_hour", row => (TimeOnly?)new TimeOnly(row.Ticks))
            .Column("point", row => time.AddTicks(row.Ticks))
            .Column("value", row => row.Value)
            .Key("span", "negative", "maybe", "hour", "maybe_hour", "point")
            .CreateIfMissing();
        await new SinkRun<(long, int)>(database.Source, table).WriteAsync((21, 1), (30, 2), (20, 3), (39, 4), (29, 5));

        Assert.Equal(
            ["00:00:00.000002,-00:00:00.000002,00:00:00.000002,5", "00:00:00.000003,-00:00:00.000003,00:00:00.000003,4"],
            await database.ReadAsync("SELECT span::text, negative::text, hour::text, value FROM spans ORDER BY span"));
    }

    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Keys_that_only_the_database_takes_for_one_are_named(int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var random = new Random(seed);
        TableSpec<(string Shop, decimal Price)> table = TableSpec.Of<(string Shop, decimal Price)>("prices")
            .Column("shop", row => row.Shop)
            .Column("price", row => row.Price, "numeric(10,2)")
            .Column("sold", _ => 1)
            .Key("shop", "price")
            .CreateIfMissing();
        (string, decimal)[] rows = [.. Enumerable.Range(0, random.Next(2, 60)).Select(row => ("a", (decimal)row))];
        int place = random.Next(rows.Length - 1);
        rows[place] = ("a", place + 0.111m);
        rows[place + 1] = ("a", place + 0.112m);
        random.Shuffle(rows);
        var error = await Assert.ThrowsAsync<DatabaseStreamException>(() => new SinkRun<(string, decimal)>(database.Source, table).WriteAsync(rows));

        Assert.Contains("21000", error.Message, StringComparison.Ordinal);
        Assert.True(
            error.Message.Contains(
                FormattableString.Invariant($"The database takes the keys (shop='a', price={place}.111) and (shop='a', price={place}.112) for one"), StringComparison.Ordinal),
            $"seed {seed}: {error.Message}");
        Assert.Empty(await database.ReadAsync("SELECT * FROM prices"));
    }

    [PostgresFact]
    public async Task Two_rows_that_break_a_constraint_together_are_named()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE numbers (number integer UNIQUE)");
        var run = new SinkRun<int>(database.Source, TableSpec.Of<int>("numbers").Column("number", number => number));
        var error = await Assert.ThrowsAsync<DatabaseStreamException>(() => run.WriteAsync(1, 2, 3, 4, 2, 5));

        Assert.EndsWith("The rows are (number=2) and (number=2).", error.Message, StringComparison.Ordinal);
    }
}
