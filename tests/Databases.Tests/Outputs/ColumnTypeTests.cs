using Npgsql;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Columns of a type that is given in the database's words, beside a plain insert of the same text.</summary>
public sealed class ColumnTypeTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly (string Type, string Value)[] Cases =
    [
        ("varchar(3)", "abcd"),
        ("varchar(3)", "abc"),
        ("varchar(3)", "abc  "),
        ("VARCHAR (3)", "abcd"),
        ("character varying(3)", "abcd"),
        ("char varying(3)", "abcd"),
        ("varchar(3)[]", "{abcd}"),
        ("varchar", "abcd"),
        ("char(3)", "abcd"),
        ("char(3)", "ab"),
        ("Character(3)", "abcd"),
        ("national character(3)", "abcd"),
        ("nchar(3)", "abc"),
        ("char", "ab"),
        ("char", "a"),
        ("char(3)[]", "{abc,abcd}"),
        ("bpchar(3)", "abcd"),
        ("\"char\"", "a"),
        ("\"odd (1) \"\"type\"", "a"),
        ("bit(3)", "1011"),
        ("bit(3)", "10"),
        ("bit(3)", "101"),
        ("bit", "10"),
        ("bit varying(3)", "1011"),
        ("varbit(3)", "1"),
        ("numeric(4,2)", "123.4"),
        ("numeric(4, 2)", "12.345"),
        ("decimal(4)", "12.5"),
        ("timestamptz(0)", "2026-03-04 05:06:07.5+00"),
        ("timestamp(0) with time zone", "2026-03-04 05:06:07.5+00"),
        ("timestamp (3) without time zone", "2026-03-04 05:06:07.1234"),
        ("time(0)", "05:06:07.5"),
        ("interval(0)", "1.5 seconds"),
        ("interval second(0)", "1.5 seconds"),
        ("interval hour to second(0)", "1 day 01:02:03.5"),
        ("jsonb", "{\"a\": 1}"),
        ("integer", "12x"),
        ("charge", "abcd"),
        ("bits", "11"),
    ];

    [PostgresFact]
    public async Task A_value_is_refused_or_kept_as_a_plain_insert_does_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync(
            """
            CREATE TYPE "odd (1) ""type" AS ENUM ('a');
            CREATE DOMAIN charge AS text;
            CREATE DOMAIN bits AS text;
            """);
        foreach ((string type, string value) in Cases)
        {
            await database.RunAsync($"DROP TABLE IF EXISTS plain, made, markers; CREATE TABLE plain (value {type})");
            string? refused = await RefusedAsync(() => database.RunAsync($"INSERT INTO plain VALUES ('{value}')"));
            TableSpec<string> table = TableSpec.Of<string>("made").Column("value", text => text, type).CreateIfMissing();
            string? refusedHere = await RefusedAsync(() => new SinkRun<string>(database.Source, table).WriteAsync(value));

            Assert.Equal($"{value} as {type}: {await ResultAsync("plain", refused)}", $"{value} as {type}: {await ResultAsync("made", refusedHere)}");
        }

        async Task<string> ResultAsync(string table, string? error) =>
            $"{error ?? "kept"} {string.Join(';', await database.ReadAsync($"SELECT value::text FROM {table}"))} "
            + string.Join(';', await database.ReadAsync($"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'value' AND attrelid = '{table}'::regclass"));
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
