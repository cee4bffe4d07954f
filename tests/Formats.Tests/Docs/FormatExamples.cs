using CsvHelper;
using OrleansStream.Testing;
using OrleansStream.Tests.Formats;

namespace OrleansStream.Formats.Tests.Docs;

[CsvRecord]
internal sealed partial record CsvOrder(string Customer, decimal Amount);

/// <summary>What the page on file formats shows of this package, as tests.</summary>
public sealed class FormatExamples
{
    [Fact]
    public async Task Files_of_zstd_are_read_when_the_codec_is_registered()
    {
        await using var harness = new StreamingTestHarness();

        CountCompressed(harness.Context);

        Assert.Equal([".gz", ".zst"], harness.Context.Options.CompressionCodecs.Select(codec => codec.Extension));
    }

    [Fact]
    public async Task Orders_are_read_and_written_as_values()
    {
        await using var files = new FormatFiles();
        files.Put("orders.csv", "Customer;Amount\na;101\n\"b;c\";1\n"u8);
        IReadOnlyList<CsvOrder> orders = await files.ReadAsync("orders.csv", new CsvFormat<CsvOrder>(options => options with { Separator = ';' }));
        await using var harness = new StreamingTestHarness();

        SaveLarge(harness.Context, files["in"], files["large"]);

        Assert.Equal([new CsvOrder("a", 101), new CsvOrder("b;c", 1)], orders);
    }

    private static void SaveLarge(StreamingContext ssc, string incoming, string large)
    {
        ssc.FileStream(incoming, new CsvFormat<CsvOrder>(options => options with { Separator = ';' }))
            .Filter(order => order.Amount > 100)
            .SaveAsFiles(large, new CsvOutputFormat<CsvOrder>());
    }

    private static void CountCompressed(StreamingContext ssc)
    {
        ssc.Options.CompressionCodecs.Add(new ZstdCodec());
        ssc.TextFileStream("incoming")
            .Count()
            .Print();
    }
}
