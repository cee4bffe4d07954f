using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

public sealed class SaveToDatabaseTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private enum Size
    {
        Small = 3,
    }

    [PostgresFact]
    public async Task A_table_is_created_with_a_column_for_each_member_and_takes_all_types()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));
        Everything some = new(
            1, true, 2, -3, 4, 5, 6, 7, 8, ulong.MaxValue, 1.5f, 2.5, 1.10m, (Half)0.5, 'x', "it's", Guid.Empty,
            time.UtcDateTime, time, new DateOnly(2026, 3, 4), new TimeOnly(5, 6), TimeSpan.FromMinutes(90), [1, 2], Size.Small, null, null, null, null);
        Everything others = some with { Id = 2, MaybeInt = 5, MaybeTime = time.UtcDateTime, MaybeLetter = 'y', MaybeSize = Size.Small };
        await RunAsync(database, [some, others], TableSpec.Of<Everything>("everything").Key("id").CreateIfMissing());

        Assert.Equal(
            [
                "id integer NO", "yes boolean NO", "tiny smallint NO", "signed smallint NO", "small smallint NO", "unsigned_small integer NO", "whole integer NO", "unsigned bigint NO", "big bigint NO",
                "unsigned_big numeric NO", "single real NO", "exact double precision NO", "price numeric NO", "half real NO", "letter text NO", "text text NO", "guid uuid NO",
                "utc timestamp with time zone NO", "offset timestamp with time zone NO", "day date NO", "hour time without time zone NO", "lasts interval NO", "bytes bytea NO", "size integer NO",
                "maybe_int integer YES", "maybe_time timestamp with time zone YES", "maybe_letter text YES", "maybe_size integer YES",
            ],
            await database.ReadAsync("SELECT column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_name = 'everything' ORDER BY ordinal_position"));
        Assert.Equal(
            [
                "1,t,2,-3,4,5,6,7,8,18446744073709551615,1.5,2.5,1.10,0.5,x,it's,00000000-0000-0000-0000-000000000000,\"2026-03-04 03:06:07+00\",\"2026-03-04 03:06:07+00\",2026-03-04,05:06:00,01:30:00,\"\\\\x0102\",3,,,,",
                "2,t,2,-3,4,5,6,7,8,18446744073709551615,1.5,2.5,1.10,0.5,x,it's,00000000-0000-0000-0000-000000000000,\"2026-03-04 03:06:07+00\",\"2026-03-04 03:06:07+00\",2026-03-04,05:06:00,01:30:00,\"\\\\x0102\",3,5,\"2026-03-04 03:06:07+00\",y,3",
            ],
            (await database.ReadAsync("SELECT (e.*)::text FROM everything e ORDER BY id")).Select(row => row.Trim('(', ')')));
    }

    [PostgresFact]
    public async Task Attributes_name_columns_and_keys()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await RunAsync(database, [new Named { Id = 1, Text = "{\"a\":1}", Left = 2 }], TableSpec.Of<Named>("named").CreateIfMissing());

        Assert.Equal(["1,1"], await database.ReadAsync("SELECT number, document->>'a' FROM named"));
        Assert.Equal(
            ["number,integer", "document,jsonb"],
            await database.ReadAsync("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'named' ORDER BY ordinal_position"));
        Assert.Equal(["number"], await database.ReadAsync("SELECT column_name FROM information_schema.key_column_usage WHERE table_name = 'named'"));
    }

    [PostgresFact]
    public async Task The_last_record_of_a_key_replaces_the_row_in_the_batch_and_after_it()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        TableSpec<(string Word, long Count)> table = TableSpec.Of<(string Word, long Count)>("counts").Column("word", pair => pair.Word).Column("count", pair => pair.Count).Key("word").CreateIfMissing();
        await RunAsync(database, [[("b", 1), ("a", 1), ("b", 2)], [("c", 1), ("a", 3)], []], table);

        Assert.Equal(["a,3", "b,2", "c,1"], await database.ReadAsync("SELECT word, count FROM counts ORDER BY word"));
    }

    [PostgresFact]
    public async Task Without_a_key_each_record_is_a_row_and_quotes_in_names_are_no_matter()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await database.RunAsync("CREATE SCHEMA \"a\"\"b\"; CREATE TABLE \"a\"\"b\".\"Lines\" (\"the \"\"line\" text)");
        await RunAsync(database, [["x", "x", "it's"], ["x"]], TableSpec.Of<string>("a\"b.Lines").Column("the \"line", line => line));

        Assert.Equal(["it's", "x", "x", "x"], await database.ReadAsync("SELECT * FROM \"a\"\"b\".\"Lines\" ORDER BY 1"));
    }

    [PostgresFact]
    public async Task A_key_of_all_columns_keeps_the_rows_that_are_there()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await RunAsync(database, [[1, 2, 2], [2, 3]], TableSpec.Of<int>("numbers").Column("number", number => number).Key("number").CreateIfMissing());

        Assert.Equal(["1", "2", "3"], await database.ReadAsync("SELECT number FROM numbers ORDER BY 1"));
    }

    [PostgresFact]
    public async Task More_rows_than_a_statement_takes_are_one_transaction()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options());
        life.Feed<int>("numbers").Append(Enumerable.Range(0, 1000).ToArray());
        life.Context.AddressedInput<int>("numbers").Repartition(3).SaveToDatabase(
            database.Source,
            SqlDialect.PostgreSql,
            TableSpec.Of<int>("numbers").Column("number", number => number).Column("transaction", _ => "", "text").CreateIfMissing(),
            new DatabaseSinkOptions { RowsPerStatement = 7 });
        await life.StartAsync();
        await life.AdvanceAsync();

        Assert.Equal(["1000,1000"], await database.ReadAsync("SELECT count(*), count(DISTINCT number) FROM numbers"));
        Assert.Equal(["3"], await database.ReadAsync("SELECT count(DISTINCT xmin::text) FROM numbers"));
    }

    private static StreamingContextOptions Options()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = "orders";
        return options;
    }

    private static Task RunAsync<T>(TestDatabase database, T[] batch, TableSpec<T> table) => RunAsync(database, [batch], table);

    private static async Task RunAsync<T>(TestDatabase database, T[][] batches, TableSpec<T> table)
    {
        await using var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options());
        foreach (T[] batch in batches)
        {
            life.Feed<T>("records").Append(batch);
        }

        life.Context.AddressedInput<T>("records").SaveToDatabase(database.Source, SqlDialect.PostgreSql, table);
        await life.StartAsync();
        await life.AdvanceAsync(batches.Length);
    }

    private sealed record Everything(
        int Id, bool Yes, byte Tiny, sbyte Signed, short Small, ushort UnsignedSmall, int Whole, uint Unsigned, long Big, ulong UnsignedBig, float Single, double Exact, decimal Price, Half Half,
        char Letter, string Text, Guid Guid, DateTime Utc, DateTimeOffset Offset, DateOnly Day, TimeOnly Hour, TimeSpan Lasts, byte[] Bytes, Size Size,
        int? MaybeInt, DateTime? MaybeTime, char? MaybeLetter, Size? MaybeSize);

    private sealed class Named
    {
        [Key]
        [Column("number")]
        public int Id { get; init; }

        [Column("document", TypeName = "jsonb")]
        public string Text { get; init; } = "";

        [NotMapped]
        public int Left { get; init; }
    }
}
