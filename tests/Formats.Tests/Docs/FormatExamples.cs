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

    [Fact]
    public async Task Pairs_are_read_and_written_as_sequences()
    {
        await using var files = new FormatFiles();
        await using var harness = new StreamingTestHarness();
        Directory.CreateDirectory(files["in"]);
        SwapPairs(harness.Context, files["in"], files["by-name"]);
        await harness.StartAsync();
        string written = files.Put("x.seq", await files.BytesAsync([(7L, "seven")], new SequenceFileOutputFormat<long, string>(Writables.LongWritable, Writables.Text)));
        File.SetLastWriteTimeUtc(written, harness.Time.GetUtcNow().AddMilliseconds(1).UtcDateTime);
        File.Move(written, files["in/x.seq"]);
        await harness.AdvanceAsync();

        var byName = new SequenceFileFormat<string, long>(Writables.Text, Writables.LongWritable);
        Assert.Equal([("seven", 7L)], await files.Context.ReadFiles(files["by-name-*"], byName).CollectAsync());
    }

    private static void SwapPairs(StreamingContext ssc, string incoming, string byName)
    {
        ssc.FileStream(incoming, new SequenceFileFormat<long, string>(Writables.LongWritable, Writables.Text))
            .Map(pair => (pair.Value, pair.Key))
            .SaveAsFiles(byName, new SequenceFileOutputFormat<string, long>(Writables.Text, Writables.LongWritable, SequenceFileCompression.Default));
    }

    private static void CountCompressed(StreamingContext ssc)
    {
        ssc.Options.CompressionCodecs.Add(new ZstdCodec());
        ssc.TextFileStream("incoming")
            .Count()
            .Print();
    }
}
