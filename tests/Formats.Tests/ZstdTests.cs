using OrleansStream.Encoding;
using OrleansStream.Tests.Formats;
using ZstdSharp;

namespace OrleansStream.Formats.Tests;

/// <summary>Lines in files of Zstandard.</summary>
public sealed class ZstdTests
{
    [Fact]
    public async Task Lines_are_those_of_the_text_however_many_frames_it_is_in()
    {
        await using FormatFiles files = Files();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 30; i++)
        {
            string[] lines = [.. Enumerable.Range(0, random.Next(i % 5 == 0 ? 50_000 : 30)).Select(_ => $"{random.Next()} zwölf")];
            byte[] text = System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
            int cut = random.Next(text.Length + 1);
            files.Put("x.zst", [.. Frame(text[..cut]), .. Frame(text[cut..])]);

            Assert.True(lines.SequenceEqual(await files.Context.TextFile(files["x.zst"]).CollectAsync()), $"seed {seed}, text {i}");
            Assert.Equal(lines.Length, await files.Context.Utf8File(files["x.zst"]).CountAsync());
        }
    }

    [Fact]
    public async Task Every_cut_is_found_but_the_one_between_frames()
    {
        await using FormatFiles files = Files();
        byte[] first = Frame("one\ntwo\n"u8.ToArray());
        byte[] whole = [.. first, .. Frame("three\n"u8.ToArray())];
        for (int length = 0; length <= whole.Length; length++)
        {
            if (length == first.Length || length == whole.Length)
            {
                files.Put("x.zst", whole.AsSpan(0, length));
                Assert.Equal(length == whole.Length ? ["one", "two", "three"] : ["one", "two"], await ReadAsync(files));
            }
            else
            {
                await AssertRefusedAsync(files, whole.AsMemory(0, length));
            }
        }
    }

    [Fact]
    public async Task Every_flipped_bit_is_found()
    {
        await using FormatFiles files = Files();
        byte[] good = Frame("one\ntwo\n"u8.ToArray());
        for (int bit = 0; bit < good.Length * 8; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            files.Put("x.zst", bad);
            try
            {
                // Flags of the header that change nothing may differ; the lines never do.
                Assert.Equal(["one", "two"], await ReadAsync(files));
            }
            catch (OperatorFailedException error)
            {
                Assert.Contains($"'{files["x.zst"]}' cannot be decompressed beyond byte ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_follows_and_is_no_frame_is_an_error()
    {
        await using FormatFiles files = Files();
        byte[] frame = Frame("one\n"u8.ToArray());
        await AssertRefusedAsync(files, (byte[])[.. frame, 0]);
        await AssertRefusedAsync(files, (byte[])[.. frame, .. "and more of it"u8]);
        await AssertRefusedAsync(files, "no frame at all"u8.ToArray());
    }

    [Fact]
    public async Task A_line_that_does_not_end_is_given_up_at_the_limit()
    {
        await using FormatFiles files = Files();
        files.Put("x.zst", Frame([.. "short\n"u8, .. new byte[50_000_000]]));

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(files));

        Assert.Contains("from byte 6 of its content on, is longer than 200000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_is_saved_compressed_also_where_there_is_none()
    {
        await using FormatFiles files = Files();
        string[] lines = [.. Enumerable.Range(0, 10_000).Select(i => $"line {i}")];
        await files.Context.MakeRdd(lines, 2).SaveAsTextFileAsync(files["out"], new ZstdCodec(19));
        await files.Context.MakeRdd(Array.Empty<string>(), 1).SaveAsTextFileAsync(files["none"], new ZstdCodec());

        Assert.Equal(lines, await files.Context.TextFile(files["out"]).CollectAsync());
        Assert.Empty(await files.Context.TextFile(files["none"]).CollectAsync());
        Assert.True(new FileInfo(files["none/part-00000.zst"]).Length > 8);
        using var reader = new StreamReader(new DecompressionStream(File.OpenRead(files["out/part-00001.zst"])));
        Assert.Equal(string.Concat(lines[5000..].Select(line => line + "\n")), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_codec_that_is_not_registered_is_not_used()
    {
        await using var files = new FormatFiles();
        files.Put("x.zst", "plain\n"u8);

        Assert.Equal(["plain"], await files.Context.TextFile(files["x.zst"]).CollectAsync());
    }

    [Fact]
    public void It_can_be_sent_to_other_processes_of_a_job_and_its_level_is_checked()
    {
        Codec<ZstdCodec> codec = new JobEncoding().CodecFor<ZstdCodec>();

        Assert.NotNull(codec);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdCodec(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZstdCodec(23));
        Assert.Equal(22, new ZstdCodec(22).Level);
    }

    private static FormatFiles Files() => new(options =>
    {
        options.CompressionCodecs.Add(new ZstdCodec());
        options.MaxLineBytes = 200_000;
    });

    private static Task<IReadOnlyList<string>> ReadAsync(FormatFiles files) => files.Context.TextFile(files["x.zst"]).CollectAsync();

    private static async Task AssertRefusedAsync(FormatFiles files, ReadOnlyMemory<byte> bytes)
    {
        files.Put("x.zst", bytes.Span);
        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => ReadAsync(files));
        Assert.Contains($"'{files["x.zst"]}' cannot be decompressed beyond byte ", error.Message, StringComparison.Ordinal);
        Assert.Contains($" at or before byte {bytes.Length} of the file: ", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Frame(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (Stream frame = new ZstdCodec().Compress(compressed))
        {
            frame.Write(content);
        }

        return compressed.ToArray();
    }
}
