using OrleansStream.Testing;

namespace OrleansStream.Formats.Tests.Docs;

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

    private static void CountCompressed(StreamingContext ssc)
    {
        ssc.Options.CompressionCodecs.Add(new ZstdCodec());
        ssc.TextFileStream("incoming")
            .Count()
            .Print();
    }
}
