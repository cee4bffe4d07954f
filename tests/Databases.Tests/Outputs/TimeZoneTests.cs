using Npgsql;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Points in time in columns with and without a time zone, in sessions of any.</summary>
public sealed class TimeZoneTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 7, 6, 7, TimeSpan.FromHours(2));

    [PostgresTheory]
    [InlineData("Asia/Tokyo", "2026-03-04 14:06:07")]
    [InlineData("UTC", "2026-03-04 05:06:07")]
    public async Task A_column_without_a_time_zone_has_the_time_of_the_session(string zone, string stored)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE TABLE points (at timestamp with time zone, utc timestamp with time zone, plain timestamp without time zone)");
        await using NpgsqlDataSource session = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Timezone = zone });
        TableSpec<DateTimeOffset> table = TableSpec.Of<DateTimeOffset>("points").Column("at", time => time).Column("utc", time => time.UtcDateTime).Column("plain", time => time);
        await new SinkRun<DateTimeOffset>(session, table).WriteAsync(Time);
        TableSpec<DateTimeOffset> made = TableSpec.Of<DateTimeOffset>("made").Column("plain", time => time, "timestamp").CreateIfMissing();
        await new SinkRun<DateTimeOffset>(session, made, output: "made").WriteAsync(Time);

        Assert.Equal([$"True,True,{stored}"], await database.ReadAsync("SELECT at = '2026-03-04 05:06:07+00', utc = at, plain::text FROM points"));
        Assert.Equal([stored], await database.ReadAsync("SELECT plain::text FROM made"));
    }
}
