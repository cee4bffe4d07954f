using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Sources;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>Lines of files that are cut into parts.</summary>
public sealed class FileLinesTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Every_cut_of_a_file_gives_its_lines_once()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            byte[] content = RandomText(new Random(seed));
            FileFacts file = Write("x", content);
            string[] expected = File.ReadAllLines(file.Path);
            for (int size = 1; size <= content.Length + 1; size++)
            {
                AssertSame(expected, Read([file], size), $"seed {seed}, parts of {size} bytes");
            }
        }
    }

    [Fact]
    public void Chunks_do_not_show_in_large_files()
    {
        for (int seed = 0; seed < 2; seed++)
        {
            var random = new Random(seed);
            byte[] content = [.. Enumerable.Range(0, 60).SelectMany(_ => RandomLine(random, random.Next(4) == 0 ? 400_000 : 3000))];
            FileFacts file = Write("x", content);
            string[] expected = File.ReadAllLines(file.Path);
            foreach (long size in new[] { long.MaxValue, 1 << 20, (1 << 18) + 1, 100_003 })
            {
                AssertSame(expected, Read([file], size), $"seed {seed}, parts of {size} bytes");
            }
        }
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("\r\n", new[] { "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\r", new[] { "a" })]
    [InlineData("a\n\nb", new[] { "a", "", "b" })]
    [InlineData("a\rb\r\nc", new[] { "a\rb", "c" })]
    [InlineData("\uFEFF", new string[0])]
    [InlineData("\uFEFFa\n\uFEFFb", new[] { "a", "\uFEFFb" })]
    [InlineData("\uFEFF\n", new[] { "" })]
    public void Lines_end_with_a_line_feed(string content, string[] lines)
    {
        FileFacts file = Write("x", System.Text.Encoding.UTF8.GetBytes(content));
        for (int size = 1; size < 12; size++)
        {
            AssertSame(lines, Read([file], size), $"parts of {size} bytes");
        }
    }

    [Fact]
    public void Invalid_text_becomes_replacement_characters_and_slices_keep_its_bytes()
    {
        FileFacts file = Write("x", [0x61, 0xFF, 0x0A, 0xC3, 0x0A]);

        Assert.Equal(["a\uFFFD", "\uFFFD"], Read([file], long.MaxValue));
        Assert.Equal([[0x61, 0xFF], [0xC3]], Slices([file], long.MaxValue).Select(slice => slice.ToArray()));
    }

    [Fact]
    public void Several_files_are_read_one_after_the_other_and_empty_ones_give_nothing()
    {
        FileFacts[] files = [Write("a", "1\n2"u8), Write("b", []), Write("c", "3\n"u8)];

        Assert.Equal(["1", "2", "3"], Read(files, long.MaxValue));
        Assert.Equal(3, FileSplit.Cut(files, long.MaxValue).Count);
    }

    [Fact]
    public void A_line_that_does_not_end_is_given_up_at_the_limit()
    {
        FileFacts file = Write("x", [.. "short\n"u8, .. new byte[600_000]]);

        var error = Assert.Throws<InvalidDataException>(() => Read([file], long.MaxValue, maxLineBytes: 100_000));
        Assert.Equal(
            $"A line of '{file.Path}', from byte 6 on, is longer than 100000 bytes (StreamingContextOptions.MaxLineBytes).", error.Message);
        Assert.Equal(2, Read([file], long.MaxValue, maxLineBytes: 600_000).Count);
    }

    [Fact]
    public void A_line_of_many_parts_belongs_to_the_one_in_which_it_starts()
    {
        FileFacts file = Write("x", [.. "aa\n"u8, .. Enumerable.Repeat((byte)'b', 2_000_000), .. "\ncc\n"u8]);
        FileLineBlocks blocks = Blocks(FileSplit.Cut([file], 300_000), keep: false, 16 << 20);

        int[] lines = [.. Enumerable.Range(0, blocks.PartitionCount).Select(partition => Decoded(blocks, partition).Count)];
        Assert.Equal([2, 0, 0, 0, 0, 0, 1], lines);
    }

    [Fact]
    public void Slices_live_until_the_task_ends_and_not_longer()
    {
        FileFacts file = Write("x", [.. Enumerable.Range(0, 300_000).SelectMany(i => System.Text.Encoding.UTF8.GetBytes($"{i}\n"))]);
        FileLineBlocks blocks = Blocks(FileSplit.Cut([file], long.MaxValue), keep: true, 1024);
        var task = new TaskScope("test", 0, 1, CancellationToken.None);
        LineBlock[] read = [.. blocks.Read(0, task)];

        Assert.True(read.Length > 1);
        Assert.All(read, block => Assert.NotEqual(Utf8Block.Poison, block.Block.Bytes[block.Start]));
        byte[] first = read[0].Block.Bytes;
        task.Dispose();
        Assert.All(read, block => Assert.Throws<SliceExpiredException>(() => block.Block.Bytes));
        Assert.Equal(Utf8Block.Poison, first[0]);
    }

    [Fact]
    public void A_file_that_has_changed_is_refused_by_name()
    {
        FileFacts file = Write("x", "one\ntwo\n"u8);

        File.AppendAllText(file.Path, "three\n");
        File.SetLastWriteTimeUtc(file.Path, file.LastModified.UtcDateTime);
        Assert.StartsWith($"'{file.Path}' has changed since it was listed: it had 8 bytes,", Refusal(file), StringComparison.Ordinal);

        File.WriteAllText(file.Path, "one\nTWO\n");
        File.SetLastWriteTimeUtc(file.Path, file.LastModified.UtcDateTime.AddMilliseconds(1));
        Assert.Contains("has 8, last modified at", Refusal(file), StringComparison.Ordinal);

        File.Delete(file.Path);
        Assert.StartsWith($"'{file.Path}' is gone;", Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_is_found_out()
    {
        FileFacts file = Write("x", [.. Enumerable.Repeat("0123456789\n"u8.ToArray(), 100_000).SelectMany(line => line)]);
        FileLineBlocks blocks = Blocks(FileSplit.Cut([file], long.MaxValue), keep: false, 1024);
        using var task = new TaskScope("test", 0, 1, CancellationToken.None);
        using IEnumerator<LineBlock> reading = blocks.Read(0, task).GetEnumerator();
        Assert.True(reading.MoveNext());
        File.AppendAllText(file.Path, "more");

        var error = Assert.Throws<IOException>(() =>
        {
            while (reading.MoveNext())
            {
            }
        });
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_becomes_shorter_while_it_is_read_is_found_out()
    {
        FileFacts file = Write("x", new byte[3_000_000]);
        using SealedFile open = SealedFile.Open(Assert.Single(FileSplit.Cut([file], long.MaxValue)));
        File.WriteAllBytes(file.Path, new byte[1000]);

        Assert.Contains("has changed", Assert.Throws<IOException>(() => open.Read(new byte[1 << 20], 1 << 20)).Message, StringComparison.Ordinal);
    }

    private string Refusal(FileFacts file) => Assert.Throws<IOException>(() => Read([file], long.MaxValue)).Message;

    private static List<string> Read(IReadOnlyList<FileFacts> files, long splitBytes, int maxLineBytes = 1 << 20)
    {
        string[] slices = [.. Slices(files, splitBytes, maxLineBytes).Select(System.Text.Encoding.UTF8.GetString)];
        FileLineBlocks blocks = Blocks(FileSplit.Cut(files, splitBytes), keep: false, maxLineBytes);
        List<string> lines = [.. Enumerable.Range(0, blocks.PartitionCount).SelectMany(partition => Decoded(blocks, partition))];
        Assert.Equal(lines, slices);
        return lines;
    }

    private static List<byte[]> Slices(IReadOnlyList<FileFacts> files, long splitBytes, int maxLineBytes = 1 << 20)
    {
        FileLineBlocks blocks = Blocks(FileSplit.Cut(files, splitBytes), keep: true, maxLineBytes);
        var lines = new List<byte[]>();
        for (int partition = 0; partition < blocks.PartitionCount; partition++)
        {
            using var task = new TaskScope("test", partition, 1, CancellationToken.None);
            LineBlock[] all = [.. blocks.Read(partition, task)];
            foreach (LineBlock block in all)
            {
                ReadOnlySpan<byte> bytes = block.Block.Bytes.AsSpan(block.Start, block.Length);
                while (!bytes.IsEmpty)
                {
                    int length = LineText.Next(bytes, out int consumed);
                    lines.Add(bytes[..length].ToArray());
                    bytes = bytes[consumed..];
                }
            }
        }

        return lines;
    }

    private static List<string> Decoded(FileLineBlocks blocks, int partition)
    {
        using var task = new TaskScope("test", partition, 1, CancellationToken.None);
        var lines = new List<string>();
        foreach (LineBlock block in blocks.Read(partition, task))
        {
            ReadOnlySpan<byte> bytes = block.Block.Bytes.AsSpan(block.Start, block.Length);
            LineDecoder decoder = default;
            while (!bytes.IsEmpty)
            {
                lines.Add(decoder.Next(bytes, out int consumed));
                bytes = bytes[consumed..];
            }
        }

        return lines;
    }

    private static FileLineBlocks Blocks(IReadOnlyList<FileSplit> splits, bool keep, int maxLineBytes) => new(splits, [], keep, maxLineBytes, poison: true);

    private FileFacts Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(_disk[name], content);
        (long length, DateTimeOffset modified) = SealedFile.FactsOf(_disk[name]);
        return new FileFacts(_disk[name], length, modified);
    }

    // A lone carriage return ends a line for the framework and not here, so there is none.
    private static byte[] RandomText(Random random)
    {
        byte[] mark = random.Next(4) == 0 ? [0xEF, 0xBB, 0xBF] : [];
        byte[] text = [.. mark, .. Enumerable.Range(0, random.Next(7)).SelectMany(_ => RandomLine(random, 6))];
        return random.Next(2) == 0 && text.Length > mark.Length ? [.. text, (byte)'e', (byte)'n', (byte)'d'] : text;
    }

    private static byte[] RandomLine(Random random, int longest)
    {
        string[] characters = ["a", "b", " ", "é", "日", "🚀"];
        string line = string.Concat(Enumerable.Range(0, random.Next(longest)).Select(_ => characters[random.Next(characters.Length)]));
        return System.Text.Encoding.UTF8.GetBytes(line + (random.Next(2) == 0 ? "\n" : "\r\n"));
    }

    private static void AssertSame(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what) =>
        Assert.True(expected.SequenceEqual(actual), $"{what}:\n[{string.Join('|', actual.Take(20))}] where [{string.Join('|', expected.Take(20))}] was to be");
}
