using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Datasets that save themselves, and what reads files back as datasets.</summary>
public sealed class SaveDatasetTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly StreamingContext _context = new(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _context.DisposeAsync().AsTask();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Text_is_saved_and_read_back()
    {
        await _context.MakeRdd(["a", "b", "ü"], 2).SaveAsTextFileAsync(_disk["deep/out"]);

        Assert.Equal(["deep/", "deep/out/", "deep/out/_SUCCESS", "deep/out/part-00000", "deep/out/part-00001"], _disk.Everything());
        Assert.Equal(["a", "b", "ü"], await _context.TextFile(_disk["deep/out"]).CollectAsync());
        Assert.Equal(["a", "b", "ü"], (await _context.Utf8File(_disk["deep/out/"]).CollectAsync()).Select(slice => slice.ToString()));
    }

    [Theory]
    [InlineData("directory")]
    [InlineData("empty directory")]
    [InlineData("file")]
    public async Task What_exists_is_not_replaced(string what)
    {
        if (what == "file")
        {
            File.WriteAllText(_disk["out"], "mine");
        }
        else
        {
            Directory.CreateDirectory(_disk["out"]);
            File.WriteAllText(_disk[what == "directory" ? "out/x" : "x"], "mine");
        }

        string[] before = _disk.Everything();
        var error = await Assert.ThrowsAsync<IOException>(() => _context.MakeRdd([1]).SaveAsTextFileAsync(_disk["out"]));
        Assert.Equal($"'{_disk["out"]}' exists and is not replaced; save to another path, or remove it first.", error.Message);
        Assert.Equal(before, _disk.Everything());
    }

    [Fact]
    public async Task What_comes_into_the_way_meanwhile_is_not_replaced_either()
    {
        Rdd<int> late = _context.MakeRdd([1], 1).Map(n =>
        {
            Directory.CreateDirectory(_disk["out"]);
            File.WriteAllText(_disk["out/x"], "mine");
            return n;
        });
        await Assert.ThrowsAsync<IOException>(() => late.SaveAsTextFileAsync(_disk["out"]));

        Assert.Equal(["out/", "out/x"], _disk.Everything());
    }

    [Fact]
    public async Task A_failure_or_cancellation_leaves_nothing()
    {
        Rdd<int> failing = _context.MakeRdd([1, 2, 3], 3).Map(n => n == 3 ? throw new InvalidOperationException("three") : n);

        var error = await Assert.ThrowsAsync<OperatorFailedException>(() => failing.SaveAsTextFileAsync(_disk["out"]));
        Assert.Equal("Map failed, partition 2 after 4 attempts: three", error.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _context.MakeRdd([1]).SaveAsObjectFileAsync(_disk["out"], new CancellationToken(true)));
        Assert.Empty(_disk.Everything());
    }

    [Fact]
    public async Task Batches_save_themselves_inside_ForeachRdd()
    {
        await using var harness = new StreamingTestHarness();
        harness.Context.AddressedInput("in", new ListFeed<int>([FeedBatch.Cut([1, 2], 2)])).Map(n => (n % 2, n)).ReduceByKey((a, b) => a + b, 1)
            .ForeachRdd((rdd, time, cancellation) => rdd.SaveAsTextFileAsync(_disk[$"at-{time.Milliseconds}"], cancellation));
        await harness.StartAsync();
        await harness.AdvanceAsync(1);

        Assert.Equal(["(1,1)", "(0,2)"], File.ReadAllLines(_disk["at-1704067201000/part-00000"]));
        Assert.Equal(3, _disk.Everything().Length);
    }

    [Fact]
    public async Task Paths_stand_for_files_directories_and_patterns()
    {
        Directory.CreateDirectory(_disk["a/sub"]);
        Directory.CreateDirectory(_disk["b"]);
        foreach (string name in new[] { "a/1", "a/2", "b/3", "a/_hidden", "a/.hidden", "a/sub/no" })
        {
            File.WriteAllText(_disk[name], name + "\n");
        }

        Assert.Equal(["a/1", "a/2"], await ReadAsync("a"));
        Assert.Equal(["a/2"], await ReadAsync("a/2"));
        Assert.Equal(["a/1", "a/2", "b/3"], await ReadAsync("*"));
        Assert.Equal(["a/1", "b/3"], await ReadAsync("{a,b}/[13]"));
        Assert.Equal(["a/2", "b/3"], await ReadAsync("?/[^1]"));
        Assert.Equal(["a/sub/no"], await ReadAsync("a/s*b"));
        Assert.Equal(["a/_hidden"], await ReadAsync("a/_*"));
        Assert.Equal(["a/.hidden"], await ReadAsync("a/.h*"));
    }

    [Fact]
    public void What_is_missing_is_named_at_once()
    {
        Assert.Equal($"There is no file or directory '{_disk["x"]}'.", Assert.Throws<FileNotFoundException>(() => _context.TextFile(_disk["x"])).Message);
        Assert.Equal($"Nothing matches '{_disk["x*"]}'.", Assert.Throws<FileNotFoundException>(() => _context.WholeTextFiles(_disk["x*"])).Message);
        Assert.Throws<ArgumentNullException>(() => _context.TextFile(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.TextFile(_disk.Root, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryRecords(_disk.Root, 0));
        Assert.Equal("path", Assert.Throws<ArgumentException>(() => _context.Utf8File("[x")).ParamName);
    }

    [Fact]
    public async Task Partitions_are_as_many_as_asked_for()
    {
        File.WriteAllText(_disk["x"], string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D4}\n")));
        string[] lines = File.ReadAllLines(_disk["x"]);

        Assert.Equal(2, _context.TextFile(_disk["x"]).PartitionCount);
        foreach (int partitions in new[] { 1, 7, 1000, 5000 })
        {
            Rdd<string> rdd = _context.TextFile(_disk["x"], partitions);
            Assert.Equal(partitions, rdd.PartitionCount);
            Assert.Equal(lines, await rdd.CollectAsync());
        }
    }

    [Fact]
    public async Task Records_of_one_length_and_whole_texts_are_datasets_too()
    {
        File.WriteAllBytes(_disk["r"], [1, 2, 3, 4]);
        File.WriteAllBytes(_disk["t"], [0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x0A]);
        File.WriteAllBytes(_disk["u"], []);

        Assert.Equal(["0102", "0304"], await _context.BinaryRecords(_disk["r"], 2).Map(Convert.ToHexString).CollectAsync());
        Assert.Equal([(_disk["t"], "a\uFFFD\n"), (_disk["u"], "")], await _context.WholeTextFiles(_disk["[tu]"]).CollectAsync());
    }

    [Fact]
    public async Task A_static_table_of_a_file_is_joined_into_batches()
    {
        File.WriteAllText(_disk["table"], "a\nb\n");
        await using var harness = new StreamingTestHarness();
        Rdd<string> table = harness.Context.TextFile(_disk["table"], 1);
        harness.Context.AddressedInput("in", new ListFeed<string>([FeedBatch.Cut(["x"], 1), FeedBatch.Cut(["y"], 1)]))
            .Transform(rdd => rdd.Union(table)).CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(2);

        Assert.Equal([["x", "a", "b"], ["y", "a", "b"]], harness.Output<string>("out").Batches.Select(batch => batch.Records));
    }

    [Fact]
    public async Task A_dataset_reads_links_as_their_targets()
    {
        File.WriteAllText(_disk["target"], "text\n");
        Directory.CreateDirectory(_disk["links"]);
        File.CreateSymbolicLink(_disk["links/a"], _disk["target"]);

        Assert.Equal(["text"], await ReadAsync("links"));
        Assert.Equal(["text"], await ReadAsync("links/a"));
    }

    private Task<IReadOnlyList<string>> ReadAsync(string path) => _context.TextFile(_disk[path], 1).CollectAsync();
}
