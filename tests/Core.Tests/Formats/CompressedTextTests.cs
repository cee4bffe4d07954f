using System.IO.Compression;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Core.Tests.Sources;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Formats;

/// <summary>Lines in files of gzip.</summary>
public sealed class CompressedTextTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly StreamingContext _context;

    public CompressedTextTests()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 1;
        options.MaxLineBytes = 200_000;
        _context = new StreamingContext(TimeSpan.FromSeconds(1), options);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _context.DisposeAsync().AsTask();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Lines_are_those_of_the_text_however_many_members_it_is_in()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 30; i++)
        {
            byte[] text = RandomText(random, i % 5 == 0 ? 60_000 : 40);
            File.WriteAllBytes(_disk["plain"], text);
            File.WriteAllBytes(_disk["x.gz"], [.. Pieces(random, text).SelectMany(Gzip)]);

            string[] expected = await _context.TextFile(_disk["plain"]).CollectAsync() is var lines ? [.. lines] : [];
            Assert.True(expected.SequenceEqual(await _context.TextFile(_disk["x.gz"]).CollectAsync()), $"seed {seed}, text {i}");
            Assert.True(
                expected.SequenceEqual((await _context.Utf8File(_disk["x.gz"]).CollectAsync()).Select(slice => slice.ToString())), $"seed {seed}, slices {i}");
            Assert.Equal([(_disk["x.gz"], File.ReadAllText(_disk["plain"]))], await _context.WholeTextFiles(_disk["x.gz"]).CollectAsync());
        }
    }

    [Fact]
    public async Task Every_cut_is_found_but_the_one_between_members()
    {
        byte[] first = Gzip("one\ntwo\n"u8.ToArray());
        byte[] whole = [.. first, .. Gzip("three\n"u8.ToArray())];
        for (int length = 0; length < whole.Length; length++)
        {
            if (length == first.Length)
            {
                Assert.Equal(["one", "two"], await ReadAsync(whole[..length]));
                continue;
            }

            var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(whole[..length]));
            Assert.Contains($"'{_disk["x.gz"]}' cannot be decompressed beyond byte ", error.Message, StringComparison.Ordinal);
            Assert.Contains($" at or before byte {length} of the file: ", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["one", "two", "three"], await ReadAsync(whole));
    }

    [Fact]
    public async Task A_large_file_that_is_cut_short_is_found()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[] whole = Gzip(RandomText(random, 60_000));
        for (int i = 0; i < 20; i++)
        {
            int length = random.Next(1, whole.Length);
            var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(whole[..length]));
            Assert.True(error.Message.Contains($"at or before byte {length} of the file: the gzip data is cut short", StringComparison.Ordinal), $"seed {seed}: {error.Message}");
        }
    }

    [Fact]
    public async Task Every_flipped_bit_that_matters_is_found()
    {
        byte[] good = Gzip("one\ntwo\n"u8.ToArray());
        int found = 0;
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(["one", "two"], await ReadAsync(bad));
            }
            catch (OperatorFailedException error)
            {
                Assert.Contains($"'{_disk["x.gz"]}' cannot be decompressed beyond byte ", error.Message, StringComparison.Ordinal);
                found++;
            }
        }

        // The header has a time, the name of a system and flags that change nothing.
        Assert.InRange(found, (good.Length - 7) * 8, (good.Length * 8) - 1);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("more")]
    [InlineData("\u001f")]
    [InlineData("\u001f\u0001")]
    public async Task What_follows_and_is_no_member_is_an_error(string rest)
    {
        byte[] bytes = [.. Gzip("one\n"u8.ToArray()), .. System.Text.Encoding.Latin1.GetBytes(rest)];

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(bytes));

        Assert.Contains($"'{_disk["x.gz"]}' cannot be decompressed beyond byte 4 of its content", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_does_not_end_is_given_up_at_the_limit()
    {
        byte[] bytes = Gzip([.. "short\n"u8, .. new byte[50_000_000]]);
        Assert.True(bytes.Length < 100_000);

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(bytes));

        Assert.Contains($"A line of '{_disk["x.gz"]}', from byte 6 of its content on, is longer than 200000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_is_one_partition_and_others_are_cut()
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D4}\n")));
        File.WriteAllBytes(_disk["a.gz"], Gzip(text));
        File.WriteAllBytes(_disk["b"], text);

        Rdd<string> lines = _context.TextFile(_disk.Root, minPartitions: 8);

        Assert.True(lines.PartitionCount > 4);
        Assert.Equal(1000, (await lines.Glom().CollectAsync())[0].Length);
        Assert.Equal(2000, await lines.CountAsync());
    }

    [Fact]
    public async Task A_stream_of_files_reads_what_a_stream_has_saved_compressed()
    {
        await using var job = new FileJob();
        TestFeed<string> feed = job.Harness.Feed<string>("lines");
        feed.AppendPartitions(["one", "zwölf"], []).Append();
        bool failed = false;
        job.Context.AddressedInput<string>("lines")
            .Map(line => line != "zwölf" || failed || !(failed = true) ? line : throw new InvalidOperationException("once"))
            .SaveAsTextFiles(job.Disk["out/x"], new GzipCodec(CompressionLevel.SmallestSize), "txt");
        job.Context.TextFileStream(job.Disk["in"]).CollectTo("out");
        job.Context.Utf8FileStream(job.Disk["in"]).Map(slice => slice.Length).CollectTo("lengths");
        Directory.CreateDirectory(job.Disk["in"]);
        await job.Harness.StartAsync();
        await job.Harness.AdvanceAsync(2);

        string[] written = [.. job.Disk.Everything().Where(path => path.StartsWith("out/", StringComparison.Ordinal))];
        string first = $"out/x-{BatchTime.From(job.Now).Milliseconds - 1000}.txt";
        string second = $"out/x-{BatchTime.From(job.Now).Milliseconds}.txt";
        Assert.Equal(
            ["out/", $"{first}/", $"{first}/_SUCCESS", $"{first}/part-00000.gz", $"{first}/part-00001.gz", $"{second}/", $"{second}/_SUCCESS", $"{second}/part-00000.gz"],
            written);
        Assert.True(failed);
        foreach (string part in written.Where(path => path.EndsWith(".gz", StringComparison.Ordinal)))
        {
            job.Put($"in/{part.Replace('/', '-')}", File.ReadAllBytes(job.Disk[part]));
        }

        await job.Harness.AdvanceAsync(1);
        Assert.Equal([[], [], ["one", "zwölf"]], job.Batches<string>());
        Assert.Equal([3, 6], job.Batches<int>("lengths")[2]);
    }

    [Fact]
    public async Task A_damaged_file_fails_its_batch_by_name()
    {
        await using var job = new FileJob();
        job.Harness.ExpectsFailure = true;
        job.Context.TextFileStream(job.Disk["in"]).CollectTo("out");
        Directory.CreateDirectory(job.Disk["in"]);
        await job.Harness.StartAsync();
        job.Put("in/x.gz", Gzip("one\n"u8.ToArray())[..^3]);
        await job.Harness.AdvanceAsync(1);

        var failure = Assert.IsType<OperatorFailedException>(job.Context.Failure);
        Assert.StartsWith("TextFileStream-1 (TextFileStream) failed in batch", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"'{job.Disk["in/x.gz"]}' cannot be decompressed beyond byte 4 of its content", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dataset_is_saved_compressed_as_the_tools_of_the_world_read_it()
    {
        await _context.MakeRdd(Enumerable.Range(0, 10_000).Select(i => $"line {i}"), 2).SaveAsTextFileAsync(_disk["out"], new GzipCodec());

        Assert.Equal(["out/", "out/_SUCCESS", "out/part-00000.gz", "out/part-00001.gz"], _disk.Everything());
        using var reader = new StreamReader(new GZipStream(File.OpenRead(_disk["out/part-00001.gz"]), CompressionMode.Decompress));
        Assert.Equal(Enumerable.Range(5000, 5000).Select(i => $"line {i}\n"), (await reader.ReadToEndAsync()).Split('\n')[..^1].Select(line => line + "\n"));
    }

    [Fact]
    public void Codecs_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = _context.MakeRdd([1]).SaveAsTextFileAsync(_disk["x"], compression: null!); });
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CompressionCodecs.Add(new GzipCodec(CompressionLevel.Fastest));
        var error = Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), options));
        Assert.StartsWith("StreamingContextOptions.CompressionCodecs is .gz, .gz; it must have each extension once.", error.Message, StringComparison.Ordinal);
        options.CompressionCodecs[1] = new Nameless();
        error = Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), options));
        Assert.Contains("CompressionCodecs is .gz, gz; it must hold codecs whose extensions are a dot and more", error.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(byte[] bytes)
    {
        File.WriteAllBytes(_disk["x.gz"], bytes);
        return await _context.TextFile(_disk["x.gz"]).CollectAsync();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }

    private static IEnumerable<byte[]> Pieces(Random random, byte[] text)
    {
        int start = 0;
        for (int i = random.Next(4); i > 0; i--)
        {
            int end = random.Next(start, text.Length + 1);
            yield return text[start..end];
            start = end;
        }

        yield return text[start..];
    }

    private static byte[] RandomText(Random random, int lines)
    {
        string[] words = ["", "a", "ü", "🚀", "\r", "a longer word with spaces", "\0"];
        string text = string.Concat(Enumerable.Range(0, random.Next(lines / 2, lines))
            .Select(_ => words[random.Next(words.Length)] + random.Next() + (random.Next(2) == 0 ? "\n" : "\r\n")));
        return System.Text.Encoding.UTF8.GetBytes((random.Next(3) == 0 ? "\uFEFF" : "") + text + (random.Next(2) == 0 ? "" : "end"));
    }

    private sealed class Nameless : CompressionCodec
    {
        public override string Extension => "gz";

        public override Stream Decompress(Stream compressed) => compressed;

        public override Stream Compress(Stream compressed) => compressed;
    }
}
