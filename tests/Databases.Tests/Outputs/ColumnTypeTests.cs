using Npgsql;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Columns of a type that is given in the database's words, beside a plain insert of the same text.</summary>
public sealed class ColumnTypeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresTheory]
    [InlineData("varchar(3)", "abcd")]
    [InlineData("varchar(3)", "abc")]
    [InlineData("varchar(3)", "abc  ")]
    [InlineData("VARCHAR (3)", "abcd")]
    [InlineData("character varying(3)", "abcd")]
    [InlineData("char varying(3)", "abcd")]
    [InlineData("varchar(3)[]", "{abcd}")]
    [InlineData("varchar", "abcd")]
    [InlineData("char(3)", "abcd")]
    [InlineData("char(3)", "ab")]
    [InlineData("Character(3)", "abcd")]
    [InlineData("national character(3)", "abcd")]
    [InlineData("nchar(3)", "abc")]
    [InlineData("char", "ab")]
    [InlineData("char", "a")]
    [InlineData("char(3)[]", "{abc,abcd}")]
    [InlineData("bpchar(3)", "abcd")]
    [InlineData("\"char\"", "a")]
    [InlineData("\"odd (1) \"\"type\"", "a")]
    [InlineData("bit(3)", "1011")]
    [InlineData("bit(3)", "10")]
    [InlineData("bit(3)", "101")]
    [InlineData("bit", "10")]
    [InlineData("bit varying(3)", "1011")]
    [InlineData("varbit(3)", "1")]
    [InlineData("numeric(4,2)", "123.4")]
    [InlineData("numeric(4, 2)", "12.345")]
    [InlineData("decimal(4)", "12.5")]
    [InlineData("timestamptz(0)", "2026-03-04 05:06:07.5+00")]
    [InlineData("timestamp(0) with time zone", "2026-03-04 05:06:07.5+00")]
    [InlineData("timestamp (3) without time zone", "2026-03-04 05:06:07.1234")]
    [InlineData("time(0)", "05:06:07.5")]
    [InlineData("interval(0)", "1.5 seconds")]
    [InlineData("interval second(0)", "1.5 seconds")]
    [InlineData("interval hour to second(0)", "1 day 01:02:03.5")]
    [InlineData("jsonb", "{\"a\": 1}")]
    [InlineData("integer", "12x")]
    [InlineData("charge", "abcd")]
    [InlineData("bits", "11")]
    public async Task A_value_is_refused_or_kept_as_a_plain_insert_does_it(string type, string value)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync(
            $"""
            CREATE TYPE "odd (1) ""type" AS ENUM ('a');
            CREATE DOMAIN charge AS text;
            CREATE DOMAIN bits AS text;
            CREATE TABLE plain (value {type});
            """);
        string? refused = await RefusedAsync(() => database.RunAsync($"INSERT INTO plain VALUES ('{value}')"));
        string? refusedHere = await RefusedAsync(() => new SinkRun<string>(database.Source, TableSpec.Of<string>("made").Column("value", text => text, type).CreateIfMissing()).WriteAsync(value));

        Assert.Equal(refused, refusedHere);
        Assert.Equal(await database.ReadAsync("SELECT value::text FROM plain"), await database.ReadAsync("SELECT value::text FROM made"));
        const string Types = "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'value' AND attrelid = ";
        Assert.Equal(await database.ReadAsync($"{Types}'plain'::regclass"), await database.ReadAsync($"{Types}'made'::regclass"));
    }

    [PostgresFact]
    public async Task Numbers_are_refused_or_kept_as_a_plain_insert_does_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        TableSpec<decimal> table = TableSpec.Of<decimal>("prices").Column("price", price => price, "numeric(4,2)").CreateIfMissing();
        await new SinkRun<decimal>(database.Source, table).WriteAsync(12.345m);
        Assert.Equal("22003", await RefusedAsync(() => new SinkRun<decimal>(database.Source, table, time: 2).WriteAsync(123.4m)));
        Assert.Equal(["12.35"], await database.ReadAsync("SELECT price FROM prices"));
    }

    [PostgresFact]
    public async Task A_domain_refuses_what_is_too_long_if_the_column_has_no_type_here()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE DOMAIN short AS varchar(3); CREATE TABLE names (name short)");
        Assert.Equal("22001", await RefusedAsync(() => new SinkRun<string>(database.Source, TableSpec.Of<string>("names").Column("name", name => name)).WriteAsync("abcd")));
        await new SinkRun<string>(database.Source, TableSpec.Of<string>("names").Column("name", name => name)).WriteAsync("abc");
        Assert.Equal(["abc"], await database.ReadAsync("SELECT name FROM names"));
    }

    private static async Task<string?> RefusedAsync(Func<Task> insert)
    {
        Exception? error = await Record.ExceptionAsync(insert);
        return error is null ? null : Assert.IsType<PostgresException>(error is DatabaseStreamException outer ? outer.InnerException : error).SqlState;
    }
}
