using OrleansStream.Tests.Formats;

namespace OrleansStream.Formats.Tests;

/// <summary>Pairs in files of sequences.</summary>
public sealed class SequenceFileTests
{
    private static readonly byte[] Marker = [.. Enumerable.Range(0xA0, 16).Select(one => (byte)one)];

    public static TheoryData<SequenceFileCompression> Compressions => [.. Enum.GetValues<SequenceFileCompression>()];

    /// <summary>Byte for byte what the format's description says, so that Hadoop reads it.</summary>
    [Fact]
    public async Task Files_are_as_Hadoop_lays_them_out()
    {
        await using var files = new FormatFiles();
        var output = new SequenceFileOutputFormat<long, string>(Writables.LongWritable, Writables.Text) { Marker = Marker, SyncInterval = 30 };
        (long, string)[] records = [(1, "a"), (-2, "zwölf"), (3, "")];

        byte[] bytes = await files.BytesAsync(records, output);

        string header = Hex("SEQ") + "06" + "21" + Hex("org.apache.hadoop.io.LongWritable") + "19" + Hex("org.apache.hadoop.io.Text") + "0000" + "00000000";
        string marker = Convert.ToHexString(Marker);
        Assert.Equal(
            header + marker
            + "0000000A" + "00000008" + "0000000000000001" + "0161"
            + "0000000F" + "00000008" + "FFFFFFFFFFFFFFFE" + "067A77C3B66C66"
            + "FFFFFFFF" + marker
            + "00000009" + "00000008" + "0000000000000003" + "00",
            Convert.ToHexString(bytes));
        files.Put("x", bytes);
        Assert.Equal(records, await files.ReadAsync("x", new SequenceFileFormat<long, string>(Writables.LongWritable, Writables.Text)));
    }

    [Fact]
    public async Task Compressed_values_stand_alone_and_metadata_is_passed_over()
    {
        await using var files = new FormatFiles();
        string classes = Hex("SEQ") + "06" + "20" + Hex("org.apache.hadoop.io.IntWritable") + "21" + Hex("org.apache.hadoop.io.NullWritable");
        string codec = "01" + "00" + "2A" + Hex("org.apache.hadoop.io.compress.DefaultCodec");
        string marker = Convert.ToHexString(Marker);
        string record = "0000000C" + "00000004" + "0000002A" + "789C030000000001";
        var output = new SequenceFileOutputFormat<int, ValueTuple>(Writables.IntWritable, Writables.NullWritable, SequenceFileCompression.Default) { Marker = Marker };
        var input = new SequenceFileFormat<int, ValueTuple>(Writables.IntWritable, Writables.NullWritable);

        Assert.Equal(classes + codec + "00000000" + marker + record, Convert.ToHexString(await files.BytesAsync([(42, default)], output)));
        files.Put("x", Convert.FromHexString(classes + codec + "00000001" + "0161" + "026263" + marker + record));
        Assert.Equal(42, Assert.Single(await files.ReadAsync("x", input)).Key);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Records_come_back_however_the_file_is_cut(SequenceFileCompression compression)
    {
        await using var files = new FormatFiles();
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int i = 0; i < 10; i++)
        {
            (string Key, byte[] Value)[] records = [.. Enumerable.Range(0, random.Next(200)).Select(_ => RandomRecord(random))];
            var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, compression) { SyncInterval = random.Next(1, 500) };
            byte[] bytes = await files.BytesAsync(records, output);
            files.Put("x", bytes);
            foreach (int partitions in new[] { 1, 2, 7, Math.Max(1, bytes.Length / 20) })
            {
                IReadOnlyList<(string Key, byte[] Value)> back = await files.ReadAsync("x", Input, partitions);
                Assert.True(records.Select(Text).SequenceEqual(back.Select(Text)), $"seed {seed}, file {i}, {partitions} partitions");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Batches_are_written_once_and_read_back_by_several_tasks(SequenceFileCompression compression)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        (string, byte[])[][] batches = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, i * 400).Select(_ => RandomRecord(random)).ToArray())];
        var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, compression) { SyncInterval = 1000 };

        ((string, byte[])[][] back, string[] names) = await FormatJourney.TravelAsync(batches, output, Input, options => options.FileSplitBytes = 2000);

        Assert.True(batches.Select(batch => string.Join('\n', batch.Select(Text))).SequenceEqual(back.Select(batch => string.Join('\n', batch.Select(Text)))), $"seed {seed}");
        Assert.All(names, name => Assert.Equal("part-00000.seq", name));
    }

    [Fact]
    public async Task A_large_file_has_markers_that_tasks_begin_at()
    {
        await using var files = new FormatFiles();
        (long, byte[])[] records = [.. Enumerable.Range(0, 3000).Select(i => ((long)i, new byte[300]))];
        files.Put("x", await files.BytesAsync(records, new SequenceFileOutputFormat<long, byte[]>(Writables.LongWritable, Writables.BytesWritable)));

        Rdd<(long, byte[])> read = files.Context.ReadFiles(files["x"], new SequenceFileFormat<long, byte[]>(Writables.LongWritable, Writables.BytesWritable), 5);
        IReadOnlyList<(long, byte[])[]> parts = await read.Glom().CollectAsync();

        Assert.Equal(5, parts.Count);
        Assert.All(parts, part => Assert.InRange(part.Length, 200, 1200));
        Assert.Equal(records.Select(record => record.Item1), parts.SelectMany(part => part).Select(record => record.Item1));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Every_cut_within_a_record_or_the_header_is_found(SequenceFileCompression compression)
    {
        await using var files = new FormatFiles();
        var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, compression) { SyncInterval = 1 };
        int[] ends = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => (await files.BytesAsync(Records(i), output)).Length))];
        byte[] good = await files.BytesAsync(Records(3), output);

        for (int length = 0; length < good.Length; length++)
        {
            // Behind a record, or behind the marker that follows one, a file is whole.
            int whole = Array.FindIndex(ends, end => length == end || (length == end + SequenceFileLayout.SyncLength && end > ends[0]));
            if (whole >= 0)
            {
                files.Put("x", good.AsSpan(0, length));
                Assert.Equal(whole, (await files.ReadAsync("x", Input)).Count);
            }
            else
            {
                string refusal = await files.RefusalAsync("x", good.AsMemory(0, length), Input);
                Assert.Contains("at byte ", refusal, StringComparison.Ordinal);
            }
        }

        static IEnumerable<(string, byte[])> Records(int count) => Enumerable.Range(0, count).Select(i => ($"key {i}", new byte[i]));
    }

    [Fact]
    public async Task Damage_that_shows_is_named_with_its_place()
    {
        await using var files = new FormatFiles();
        var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, SequenceFileCompression.Default) { Marker = Marker, SyncInterval = 1 };
        byte[] good = await files.BytesAsync([("a", [1, 2, 3]), ("b", [4])], output);
        int first = (await files.BytesAsync([], output)).Length;
        byte[] escaped = [0xFF, 0xFF, 0xFF, 0xFF, .. Marker];
        int sync = good.AsSpan(first).IndexOf(escaped) + first;

        Assert.Contains($"is damaged at byte {sync}: the sync marker there is not the file's.", await DamagedAsync(sync + 5, 1), StringComparison.Ordinal);
        Assert.Contains($"is damaged at byte {first}: a record is said to have 2130706", await DamagedAsync(first, 0x7F), StringComparison.Ordinal);
        Assert.Contains($"is damaged at byte {first}: a Text of ", await DamagedAsync(first + 8, 2), StringComparison.Ordinal);
        Assert.Contains($"is damaged at byte {first}: ", await DamagedAsync(first + 13, 0xFF), StringComparison.Ordinal);

        Task<string> DamagedAsync(int at, byte flip)
        {
            byte[] bad = [.. good];
            bad[at] ^= flip;
            return files.RefusalAsync("x", bad, Input);
        }
    }

    [Theory]
    [InlineData("SEX\u0006", "it does not begin as a file of a sequence (at byte 4).")]
    [InlineData("SEQ\u0005", "it is a file of a sequence of version 5; version 6 is known (at byte 4).")]
    [InlineData("SEQ\u0006\u0001a\u0001b\0\u0001", "its records are compressed in blocks;")]
    [InlineData("SEQ\u0006\u0001a\u0001b\u0001\0\u0001c", "its values are compressed by c; known are org.apache.hadoop.io.compress.DefaultCodec, ")]
    [InlineData("SEQ\u0006\u0001a\u0001b\0\0\0\0\0\0" + "0123456789abcdef", "has keys of a and values of b; the format reads org.apache.hadoop.io.Text and org.apache.hadoop.io.BytesWritable.")]
    [InlineData("", "it ends within its header (at byte 0).")]
    public async Task Files_of_another_kind_are_refused(string begin, string expected)
    {
        await using var files = new FormatFiles();

        Assert.Contains(expected, await files.RefusalAsync("x", System.Text.Encoding.Latin1.GetBytes(begin), Input), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SequenceFileCompression.Default)]
    [InlineData(SequenceFileCompression.Gzip)]
    [InlineData(SequenceFileCompression.Zstandard)]
    public async Task A_compressed_value_that_is_cut_short_is_found_at_every_byte(SequenceFileCompression compression)
    {
        await using var files = new FormatFiles();
        var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, compression) { Marker = Marker };
        int seed = Random.Shared.Next();
        byte[] value = new byte[100];
        new Random(seed).NextBytes(value);
        byte[] header = await files.BytesAsync([], output);
        byte[] compressed = (await files.BytesAsync([("", [.. value, .. new byte[900]])], output))[(header.Length + 9)..];
        for (int length = 0; length <= compressed.Length; length++)
        {
            byte[] record = [0, 0, (byte)((length + 1) >> 8), (byte)(length + 1), 0, 0, 0, 1, 0, .. compressed[..length]];
            files.Put("x", [.. header, .. record]);
            if (length == compressed.Length)
            {
                Assert.Equal(1000, Assert.Single(await files.ReadAsync("x", Input)).Value.Length);
            }
            else
            {
                var error = await Record.ExceptionAsync(() => files.ReadAsync("x", Input));
                Assert.True(error is OperatorFailedException && error.Message.Contains("is damaged at byte ", StringComparison.Ordinal), $"seed {seed}, {length} of {compressed.Length} bytes: {error}");
            }
        }
    }

    [Fact]
    public async Task A_value_may_have_as_many_bytes_as_the_limit_says()
    {
        await using var files = new FormatFiles();
        foreach (int limit in new[] { 256, 1000, 5000 })
        {
            var output = new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, SequenceFileCompression.Default);
            var input = new SequenceFileFormat<string, byte[]>(Writables.Text, Writables.BytesWritable) { MaxRecordBytes = limit };
            files.Put("x", await files.BytesAsync([("a", new byte[limit - 4])], output));
            Assert.Equal(limit - 4, Assert.Single(await files.ReadAsync("x", input)).Value.Length);

            string refusal = await files.RefusalAsync("x", await files.BytesAsync([("a", new byte[limit - 3])], output), input);
            Assert.Contains($"a value has more than {limit} bytes", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_value_that_grows_beyond_the_limit_is_given_up()
    {
        await using var files = new FormatFiles();
        byte[] bytes = await files.BytesAsync(
            [("a", new byte[3_000_000])], new SequenceFileOutputFormat<string, byte[]>(Writables.Text, Writables.BytesWritable, SequenceFileCompression.Gzip));
        var input = new SequenceFileFormat<string, byte[]>(Writables.Text, Writables.BytesWritable) { MaxRecordBytes = 100_000 };

        Assert.Contains("a value has more than 100000 bytes when it is decompressed", await files.RefusalAsync("x", bytes, input), StringComparison.Ordinal);
        Assert.Equal(3_000_000, (await files.ReadAsync("x", Input))[0].Value.Length);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>(() => new SequenceFileFormat<string, string>(null!, Writables.Text));
        Assert.Throws<ArgumentNullException>(() => new SequenceFileOutputFormat<string, string>(Writables.Text, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceFileOutputFormat<string, string>(Writables.Text, Writables.Text, (SequenceFileCompression)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceFileOutputFormat<string, string>(Writables.Text, Writables.Text) { SyncInterval = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceFileFormat<string, string>(Writables.Text, Writables.Text) { MaxRecordBytes = 0 });
    }

    private static SequenceFileFormat<string, byte[]> Input { get; } = new(Writables.Text, Writables.BytesWritable);

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text));

    private static string Text((string Key, byte[] Value) record) => $"{record.Key}={Convert.ToHexString(record.Value)}";

    private static (string Key, byte[] Value) RandomRecord(Random random)
    {
        byte[] value = new byte[random.Next(random.Next(30) == 0 ? 5000 : 40)];
        random.NextBytes(value);
        string[] keys = ["", "a", "zwölf", "🚀", new string('k', 200)];
        return (keys[random.Next(keys.Length)], value);
    }
}
