using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>What the page on sources says of files, as a test.</summary>
public sealed class FileExamples
{
    [Fact]
    public async Task Files_that_are_moved_in_are_read_in_a_format_of_ones_own()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        harness.Context.FileStream(directory.Root, new SourceExamples.Paragraphs()).CollectTo("out");
        await harness.StartAsync();

        harness.Time.Advance(TimeSpan.FromMilliseconds(500));
        await File.WriteAllTextAsync(directory[".draft"], "one\ntwo\n\nthree");
        File.SetLastWriteTimeUtc(directory[".draft"], harness.Time.GetUtcNow().UtcDateTime);
        File.Move(directory[".draft"], directory["story"]);
        await harness.AdvanceAsync(batches: 2);

        Assert.Equal([["one\ntwo", "three"], []], harness.Output<string>("out").Batches.Select(batch => batch.Records));
    }

    [Fact]
    public async Task A_format_of_ones_own_is_written_and_read()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<string> stories = ssc.AddressedInput<string>("stories");
        harness.Feed<string>("stories").Append("one\ntwo", "three");
        string prefix = directory["stories"];
        stories.SaveAsFiles(prefix, new SourceExamples.ParagraphsOutput());
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Rdd<string> saved = ssc.ReadFiles(prefix + "-*", new SourceExamples.Paragraphs());

        Assert.Equal(["one\ntwo", "three"], await saved.CollectAsync());
        Assert.Contains("stories-1704067201000/part-00000.txt", directory.Everything());
    }

    [Fact]
    public async Task Files_are_written_compressed()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        DStream<WordCount> counts = harness.Context.AddressedInput<WordCount>("counts");
        harness.Feed<WordCount>("counts").Append(new WordCount("to", 2));
        SaveCompressed(counts, directory["counts"], directory["tables"]);
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal([new WordCount("to", 2)], await harness.Context.ReadFiles(directory["tables-*"], new JsonLinesFormat<WordCount>()).CollectAsync());
        Assert.Single(await harness.Context.TextFile(directory["counts-*"]).CollectAsync());
    }

    [Fact]
    public async Task Orders_are_filtered_and_what_is_no_order_is_diverted()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        string incoming = directory["incoming"];
        SaveLarge(harness.Context, incoming, directory["large"]);
        DivertRefused(harness.Context, incoming, directory["orders"], directory["refused"]);
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromMilliseconds(500));
        await File.WriteAllTextAsync(directory["draft"], "{\"Customer\":\"a\",\"Amount\":101}\n{\"Customer\":\"b\",\"Amount\":1}\n");
        File.SetLastWriteTimeUtc(directory["draft"], harness.Time.GetUtcNow().UtcDateTime);
        Directory.CreateDirectory(incoming);
        File.Move(directory["draft"], directory["incoming/orders"]);
        await harness.AdvanceAsync();

        Assert.Equal(["a"], await harness.Context.ReadFiles(directory["large-*"], new JsonLinesFormat<Order>()).Map(order => order.Customer).CollectAsync());
        Assert.Equal(["a", "b"], await harness.Context.ReadFiles(directory["orders-*"], new JsonLinesFormat<Order>()).Map(order => order.Customer).CollectAsync());
        Assert.Empty(await harness.Context.TextFile(directory["refused-*"]).CollectAsync());
    }

    private static void SaveCompressed(DStream<WordCount> counts, string prefix, string tables)
    {
        counts.SaveAsTextFiles(prefix, new GzipCodec());
        counts.SaveAsFiles(tables, new JsonLinesOutputFormat<WordCount>().Compressed(new GzipCodec()));
    }

    private static void SaveLarge(StreamingContext ssc, string incoming, string large)
    {
        ssc.FileStream(incoming, new JsonLinesFormat<Order>())
            .Filter(order => order.Amount > 100)
            .SaveAsFiles(large, new JsonLinesOutputFormat<Order>().Compressed(new GzipCodec()));
    }

    private static void DivertRefused(StreamingContext ssc, string incoming, string orders, string refused)
    {
        ssc.FileStream(incoming, new FileLinesFormat())
            .Map(line => line.Deserialize<Order>()!)
            .DivertErrors(out DStream<DeadLetter> letters)
            .SaveAsFiles(orders, new JsonLinesOutputFormat<Order>());
        letters.SaveAsTextFiles(refused);
    }

    private sealed record WordCount(string Word, int Count);

    private sealed record Order(string Customer, decimal Amount);
}
