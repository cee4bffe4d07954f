using System.IO.Compression;
using OrleansStream.Tests.Formats;

namespace OrleansStream.Core.Tests.Formats;

public sealed class FileLinesFormatTests
{
    [Fact]
    public async Task Lines_are_those_of_a_text_file_however_it_is_cut()
    {
        await using var files = new FormatFiles();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 60; i++)
        {
            byte[] content = RandomText(random);
            files.Put("x", content);
            IReadOnlyList<string> expected = await files.Context.TextFile(files["x"], 1).CollectAsync();
            foreach (int partitions in new[] { 1, 2, 3, 7, Math.Max(1, content.Length) })
            {
                IReadOnlyList<FileLine> lines = await files.ReadAsync("x", new FileLinesFormat(), partitions);
                Assert.True(expected.SequenceEqual(lines.Select(line => line.Text.ToString())), $"seed {seed}, text {i}, {partitions} partitions");
                Assert.All(lines, line => Assert.True(IsAt(content, line), $"seed {seed}, text {i}, {line}"));
            }
        }
    }

    [Fact]
    public async Task Long_lines_cross_buffers_and_parts()
    {
        await using var files = new FormatFiles();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] lines = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), random.Next(i % 4 == 0 ? 400_000 : 3000)))];
        files.Put("x", System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));

        foreach (int partitions in new[] { 1, 5, 100 })
        {
            IReadOnlyList<FileLine> read = await files.ReadAsync("x", new FileLinesFormat(), partitions);
            Assert.True(lines.SequenceEqual(read.Select(line => line.Text.ToString())), $"seed {seed}, {partitions} partitions");
        }
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\uFEFF", new string[0])]
    [InlineData("\uFEFF\n", new[] { "" })]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("a\rb\r\n\r\nc", new[] { "a\rb", "", "c" })]
    [InlineData("a\n", new[] { "a" })]
    public async Task Lines_end_with_a_line_feed(string content, string[] lines)
    {
        await using var files = new FormatFiles();
        files.Put("x", System.Text.Encoding.UTF8.GetBytes(content));
        for (int partitions = 1; partitions < 12; partitions++)
        {
            Assert.Equal(lines, (await files.ReadAsync("x", new FileLinesFormat(), partitions)).Select(line => line.Text.ToString()));
        }
    }

    [Fact]
    public async Task Offsets_in_a_compressed_file_are_those_of_its_content()
    {
        await using var files = new FormatFiles();
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("one\ntwo\n"u8);
        }

        files.Put("x.gz", compressed.ToArray());

        IReadOnlyList<FileLine> lines = await files.ReadAsync("x.gz", new FileLinesFormat(), 4);

        Assert.Equal([$"{files["x.gz"]}, byte 0: one", $"{files["x.gz"]}, byte 4: two"], lines.Select(line => line.ToString()));
    }

    [Fact]
    public async Task A_line_that_does_not_end_is_given_up_at_the_limit()
    {
        await using var files = new FormatFiles();

        string refusal = await files.RefusalAsync("x", (byte[])[.. "short\n"u8, .. new byte[600_000]], new FileLinesFormat { MaxLineBytes = 100_000 });

        Assert.Contains("has a line at byte 6 that is longer than 100000 bytes.", refusal, StringComparison.Ordinal);
        Assert.Equal(2, (await files.ReadAsync("x", new FileLinesFormat { MaxLineBytes = 600_000 })).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileLinesFormat { MaxLineBytes = 0 });
    }

    private static bool IsAt(byte[] content, FileLine line)
    {
        int start = (int)line.Offset;
        int mark = start == 0 && content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        return content.AsSpan(start + mark).StartsWith(line.Text.Span) && (start == 0 || content[start - 1] == '\n');
    }

    private static byte[] RandomText(Random random)
    {
        string[] pieces = ["a", "b", "é", "🚀", "\r\n", "\n", "\r", "\n\n"];
        string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
        return System.Text.Encoding.UTF8.GetBytes((random.Next(4) == 0 ? "\uFEFF" : "") + text);
    }
}
