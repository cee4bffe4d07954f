using OrleansStream.Tests.Formats;

namespace OrleansStream.Core.Tests.Formats;

public sealed class LengthPrefixedTests
{
    [Fact]
    public async Task Batches_are_written_once_and_read_back_also_compressed()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        byte[][][] batches = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, i * 300).Select(_ => RandomRecord(random)).ToArray())];

        foreach (FileOutputFormat<byte[]> output in new[] { new LengthPrefixedOutputFormat(), new LengthPrefixedOutputFormat().Compressed(new GzipCodec()) })
        {
            (byte[][][] back, string[] names) = await FormatJourney.TravelAsync(batches, output, new LengthPrefixedFormat());
            Assert.True(batches.Select(Text).SequenceEqual(back.Select(Text)), $"seed {seed}");
            Assert.All(names, name => Assert.Equal("part-00000" + output.Extension, name));
        }
    }

    [Fact]
    public async Task The_length_comes_first_with_its_highest_byte_first()
    {
        await using var files = new FormatFiles();

        Assert.Equal("00000003010203" + "00000000" + "0000010000".PadRight(6 + 512 + 2, '0'), Convert.ToHexString(await files.BytesAsync(
            [[1, 2, 3], [], new byte[256]], new LengthPrefixedOutputFormat())));
    }

    [Fact]
    public async Task Every_cut_within_a_record_is_found_with_its_place()
    {
        await using var files = new FormatFiles();
        byte[] good = await files.BytesAsync([[1, 2, 3], [], [4]], new LengthPrefixedOutputFormat());
        int[] starts = [0, 7, 11, 16];
        for (int length = 0; length <= good.Length; length++)
        {
            if (starts.Contains(length))
            {
                files.Put("x", good.AsSpan(0, length));
                Assert.Equal(Array.IndexOf(starts, length), (await files.ReadAsync("x", new LengthPrefixedFormat(), 3)).Count);
            }
            else
            {
                string refusal = await files.RefusalAsync("x", good.AsMemory(0, length), new LengthPrefixedFormat());
                Assert.Contains($"'{files["x"]}' ends within the record at byte {starts.Last(start => start <= length)}.", refusal, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("80000000", -2147483648)]
    [InlineData("00000065", 101)]
    [InlineData("7FFFFFFF", 2147483647)]
    public async Task A_length_that_cannot_be_is_an_error(string hex, int length)
    {
        await using var files = new FormatFiles();
        byte[] bytes = [0, 0, 0, 1, 9, .. Convert.FromHexString(hex), .. new byte[200]];

        string refusal = await files.RefusalAsync("x", bytes, new LengthPrefixedFormat { MaxRecordBytes = 100 });

        Assert.Contains($"'{files["x"]}' says at byte 5 that a record has {length} bytes; it must have from 0 to 100.", refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LengthPrefixedFormat { MaxRecordBytes = 0 });
    }

    private static byte[] RandomRecord(Random random)
    {
        byte[] record = new byte[random.Next(random.Next(20) == 0 ? 100_000 : 50)];
        random.NextBytes(record);
        return record;
    }

    private static string Text(byte[][] batch) => string.Join('\n', batch.Select(Convert.ToHexString));
}
