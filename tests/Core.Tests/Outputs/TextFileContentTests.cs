using System.Globalization;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class TextFileContentTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_batch_is_a_directory_with_a_file_for_each_partition()
    {
        var run = new TextFileRun<string>(_disk["counts"]);

        await run.SaveAsync(TextFileRun<string>.Batch(), ["a", "b"], [], ["c"]);

        Assert.Equal(["counts-1000/", "counts-1000/_SUCCESS", "counts-1000/part-00000", "counts-1000/part-00001", "counts-1000/part-00002"], _disk.Everything());
        Assert.Equal("a\nb\n", _disk.Read("counts-1000/part-00000"));
        Assert.Equal("", _disk.Read("counts-1000/part-00001"));
        Assert.Equal("c\n", _disk.Read("counts-1000/part-00002"));
        Assert.Equal(
            "{\"job\":\"job\",\"output\":\"SaveAsTextFiles-1\",\"batch\":1000,\"epoch\":1,\"attempt\":1,\"parts\":3,\"bytes\":6}\n",
            _disk.Read("counts-1000/_SUCCESS"));
    }

    [Fact]
    public async Task A_batch_without_partitions_has_only_its_mark()
    {
        await new TextFileRun<int>(_disk["counts"]).SaveAsync(TextFileRun<int>.Batch());

        Assert.Equal(["counts-1000/", "counts-1000/_SUCCESS"], _disk.Everything());
    }

    [Theory]
    [InlineData("counts", "", "counts-1000/")]
    [InlineData("counts", "txt", "counts-1000.txt/")]
    [InlineData("a/b/counts", "txt", "a/b/counts-1000.txt/")]
    [InlineData("a/", "", "a/-1000/")]
    [InlineData("ütf €", "", "ütf €-1000/")]
    public async Task Directories_are_named_as_spark_names_them(string prefix, string suffix, string expected)
    {
        await new TextFileRun<string>(_disk.Root + "/" + prefix, suffix).SaveAsync(TextFileRun<string>.Batch(), ["x"]);

        Assert.Contains(expected, _disk.Everything());
        Assert.DoesNotContain(_disk.Everything(), path => path.Contains("/.", StringComparison.Ordinal) || path.StartsWith('.'));
    }

    [Fact]
    public void An_empty_prefix_stands_for_the_time_alone_in_the_current_directory()
    {
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "1000"), new TextFileRun<int>("").Names.Target(new BatchTime(1000)));
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "1000.txt"), new TextFileRun<int>("", "txt").Names.Target(new BatchTime(1000)));
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "x-1000"), new TextFileRun<int>("x").Names.Target(new BatchTime(1000)));
    }

    [Fact]
    public async Task Records_are_written_in_the_invariant_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            await new TextFileRun<(double, decimal?, string?)>(_disk["x"]).SaveAsync(
                TextFileRun<int>.Batch(), [(1.5, -2.5m, "a"), (-1, null, null)]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal("(1.5,-2.5,a)\n(-1,null,null)\n", _disk.Read("x-1000/part-00000"));
    }

    [Fact]
    public async Task Text_is_utf8_whatever_it_holds()
    {
        string[] texts = ["naïve", "日本語", "😀", "", "tab\tand \"quotes\"", "lone \ud800 half"];

        await new TextFileRun<string>(_disk["x"]).SaveAsync(TextFileRun<int>.Batch(), texts);

        byte[] expected = System.Text.Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text.Replace('\ud800', '\ufffd') + "\n")));
        Assert.Equal(expected, File.ReadAllBytes(_disk["x-1000/part-00000"]));
    }

    [Fact]
    public async Task Slices_are_written_byte_for_byte()
    {
        byte[] broken = [0x61, 0xff, 0xc3];

        await new TextFileRun<Utf8Slice>(_disk["x"]).SaveAsync(
            TextFileRun<int>.Batch(), [Utf8Slice.From("Grüße"), default, Utf8Slice.From(broken)]);

        byte[] expected = [.. "Grüße\n\n"u8, .. broken, (byte)'\n'];
        Assert.Equal(expected, File.ReadAllBytes(_disk["x-1000/part-00000"]));
    }

    [Fact]
    public async Task Records_of_every_length_come_through_the_buffer()
    {
        string[] texts = [.. new[] { 1, 21_845, 65_535, 65_536, 65_537, 3, 200_000, 30_000, 35_536, 0 }.Select(length => new string('x', length))];

        await new TextFileRun<string>(_disk["s"]).SaveAsync(TextFileRun<int>.Batch(), texts);
        await new TextFileRun<Utf8Slice>(_disk["u"]).SaveAsync(TextFileRun<int>.Batch(), [.. texts.Select(Utf8Slice.From)]);

        string expected = string.Concat(texts.Select(text => text + "\n"));
        Assert.Equal(expected, _disk.Read("s-1000/part-00000"));
        Assert.Equal(expected, _disk.Read("u-1000/part-00000"));
    }

    [Fact]
    public async Task Names_that_are_too_long_or_strange_for_files_are_made_to_fit()
    {
        var batch = TextFileRun<string>.Batch(job: "tenants/" + new string('ü', 500), output: "../x");

        await new TextFileRun<string>(_disk[new string('y', 200)]).SaveAsync(batch, ["x"]);

        Assert.Equal(3, _disk.Everything().Length);
    }

    [Fact]
    public void Arguments_are_checked_at_definition()
    {
        var context = new StreamingContext(TimeSpan.FromSeconds(1));
        DStream<int> stream = context.QueueStream(new Queue<Rdd<int>>());

        Assert.Throws<ArgumentNullException>(() => stream.SaveAsTextFiles(null!));
        Assert.Throws<ArgumentNullException>(() => stream.SaveAsTextFiles("x", null!));
        Assert.Equal("suffix", Assert.Throws<ArgumentException>(() => stream.SaveAsTextFiles("x", "a/b")).ParamName);
        Assert.Equal("prefix", Assert.Throws<ArgumentException>(() => stream.SaveAsTextFiles("x\0")).ParamName);
        stream.SaveAsTextFiles("x", "txt");
        stream.SaveAsTextFiles("x");
        var error = Assert.Throws<ArgumentException>(() => stream.Map(n => (long)n).SaveAsTextFiles("./x", "txt"));
        Assert.Contains("writes to " + Path.Join(Environment.CurrentDirectory, "x-TIME.txt") + " already", error.Message, StringComparison.Ordinal);
    }
}
