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
        DStream<(string Word, int Count)> counts = harness.Context.AddressedInput<(string, int)>("counts");
        Assert.Equal(".counts.gz", new CountsOutput().Compressed(new GzipCodec()).Extension);

        SaveCompressed(counts);

        Assert.Equal(2, harness.Context.Graph.Outputs.Count);
    }

    private static void SaveCompressed(DStream<(string Word, int Count)> counts)
    {
        counts.SaveAsTextFiles("out/counts", new GzipCodec());
        counts.SaveAsFiles("out/tables", new CountsOutput().Compressed(new GzipCodec()));
    }

    private sealed class CountsOutput : FileOutputFormat<(string Word, int Count)>
    {
        public override string Extension => ".counts";

        public override FileRecordWriter<(string Word, int Count)> Open(Stream stream) => throw new NotSupportedException();
    }
}
