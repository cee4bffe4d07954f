using System.Globalization;
using CsvHelper;
using OrleansStream.Tests.Formats;

namespace OrleansStream.Formats.Tests;

/// <summary>Records as comma-separated values.</summary>
public sealed partial class CsvTests
{
    [Fact]
    public async Task Records_come_back_whatever_is_in_them()
    {
        await using var files = new FormatFiles();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
        {
            Row[] rows = [.. Enumerable.Range(0, random.Next(i % 10 == 0 ? 5000 : 20)).Select(_ => RandomOrder(random)).Select(order => new Row(order.Customer, order.Amount, order.Rank))];
            char separator = ",;\t|"[random.Next(4)];
            bool header = random.Next(2) == 0;
            var output = new CsvOutputFormat<Row>(options => options with { Separator = separator, HasHeader = header, NewLine = random.Next(2) == 0 ? "\n" : "\r\n" });
            var input = new CsvFormat<Row>(options => options with { Separator = separator, HasHeader = header });

            files.Put("x", await files.BytesAsync(rows, output));

            Assert.True(rows.SequenceEqual(await files.ReadAsync("x", input, 4)), $"seed {seed}, file {i}");
        }
    }

    [Fact]
    public async Task Batches_are_written_once_and_read_back_also_compressed()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        Order[][] batches = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, i * 700).Select(_ => RandomOrder(random)).ToArray())];

        (Order[][] back, string[] names) = await FormatJourney.TravelAsync(batches, new CsvOutputFormat<Order>(), new CsvFormat<Order>());
        (Order[][] backCompressed, string[] namesCompressed) = await FormatJourney.TravelAsync(
            batches,
            new CsvOutputFormat<Order>().Compressed(new ZstdCodec()),
            new CsvFormat<Order>(),
            options => options.CompressionCodecs.Add(new ZstdCodec()));

        Assert.Equal(batches, back);
        Assert.Equal(batches, backCompressed);
        Assert.All(names, name => Assert.Equal("part-00000.csv", name));
        Assert.All(namesCompressed, name => Assert.Equal("part-00000.csv.zst", name));
    }

    [Fact]
    public async Task Files_are_those_of_the_standard_in_any_culture()
    {
        await using var files = new FormatFiles();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            byte[] bytes = await files.BytesAsync([new Order("a,\"b\"\nc", 1.5m, null), new Order("", 1000, 2)], new CsvOutputFormat<Order>());
            Assert.Equal("Customer,Amount,Rank\r\n\"a,\"\"b\"\"\nc\",1.5,\r\n,1000,2\r\n", System.Text.Encoding.UTF8.GetString(bytes));
            Assert.Equal("Customer,Amount,Rank\r\n", System.Text.Encoding.UTF8.GetString(await files.BytesAsync([], new CsvOutputFormat<Order>())));
            files.Put("x", bytes);
            Assert.Equal(1.5m, (await files.ReadAsync("x", new CsvFormat<Order>()))[0].Amount);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("a,x,1\n", "record 3, at or near byte 34")]
    [InlineData("a,1\n", "record 3, at or near byte 34")]
    [InlineData("a,1,2,3\n", "record 3, at or near byte 34")]
    [InlineData("a\"b,1,2\n", "record 3, at or near byte 35")]
    [InlineData("\"a,1,2\n", "record 3, at or near byte ")]
    [InlineData("\"a\"b,1,2\n", "record 3, at or near byte ")]
    public async Task A_record_that_is_none_is_named_with_its_place(string record, string place)
    {
        await using var files = new FormatFiles();
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("Customer,Amount,Rank\n\"x\ny\",1.5,22\n" + record + "b,1,1\n");

        string refusal = await files.RefusalAsync("x.csv", bytes, new CsvFormat<Order>());

        Assert.True(refusal.Contains($"'{files["x.csv"]}' has no Order in {place}", StringComparison.Ordinal), refusal);
    }

    [Fact]
    public async Task A_cut_within_quotes_or_before_the_last_field_is_found()
    {
        await using var files = new FormatFiles();
        byte[] good = "Customer,Amount,Rank\n\"x\ny\",1.5,22\n"u8.ToArray();
        for (int length = 22; length < good.Length - 3; length++)
        {
            await files.RefusalAsync("x", good.AsMemory(0, length), new CsvFormat<Order>());
        }
    }

    [Fact]
    public async Task A_header_without_a_column_is_an_error_and_order_does_not_matter()
    {
        await using var files = new FormatFiles();

        string refusal = await files.RefusalAsync("x", "Customer,Rank\na,1\n"u8.ToArray(), new CsvFormat<Order>());

        Assert.Contains("Amount", refusal, StringComparison.Ordinal);
        files.Put("x", "\uFEFFRank,more,Amount,Customer\r\n1,x,2,a\r\n"u8);
        Assert.Equal([new Order("a", 2, 1)], await files.ReadAsync("x", new CsvFormat<Order>()));
    }

    [Fact]
    public async Task A_file_without_records_has_a_whole_header()
    {
        await using var files = new FormatFiles();
        byte[] good = "Customer,Amount,Rank\r\n"u8.ToArray();
        for (int length = 0; length < good.Length - 2; length++)
        {
            string refusal = await files.RefusalAsync("x", good.AsMemory(0, length), new CsvFormat<Order>());
            Assert.Contains(length == 0 ? "has no header" : "its header lacks ", refusal, StringComparison.Ordinal);
        }

        foreach (int end in new[] { 0, 1, 2 })
        {
            files.Put("x", good.AsSpan(0, good.Length - end));
            Assert.Empty(await files.ReadAsync("x", new CsvFormat<Order>()));
        }

        files.Put("x", []);
        Assert.Empty(await files.ReadAsync("x", new CsvFormat<Row>(options => options with { HasHeader = false })));
    }

    [Fact]
    public async Task An_endless_record_is_given_up_at_the_limit()
    {
        await using var files = new FormatFiles();
        byte[] bytes = [.. "Customer,Amount,Rank\n\""u8, .. Enumerable.Repeat((byte)'x', 3_000_000)];

        string refusal = await files.RefusalAsync("x", bytes, new CsvFormat<Order>(options => options with { MaxRecordSize = 100_000 }));

        Assert.Contains("has no Order in record 2", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_are_no_records_and_bad_options_are_refused_at_once()
    {
        Assert.Throws<InvalidOperationException>(() => new CsvFormat<Guid>());
        Assert.Throws<InvalidOperationException>(() => new CsvOutputFormat<Guid>());
        Assert.Throws<ArgumentException>(() => new CsvFormat<Order>(options => options with { Separator = '"' }));
        Assert.Throws<ArgumentException>(() => new CsvOutputFormat<Order>(options => options with { Separator = '"' }));
    }

    private static Order RandomOrder(Random random)
    {
        string[] names = ["", "a", "line\nbreak", "line\r\nbreak", "quote\"", "\"", "a,b;c\td|e", " spaces ", "Zoë", "🚀", "'=1"];
        return new Order(names[random.Next(names.Length)] + names[random.Next(names.Length)], random.Next(-1000, 1000) / 8m, random.Next(2) == 0 ? null : random.Next());
    }

    [CsvRecord]
    internal sealed partial record Order(string Customer, decimal Amount, int? Rank);

    [CsvRecord]
    internal sealed partial record Row([property: CsvColumn(Index = 0)] string Customer, [property: CsvColumn(Index = 1)] decimal Amount, [property: CsvColumn(Index = 2)] int? Rank);
}
