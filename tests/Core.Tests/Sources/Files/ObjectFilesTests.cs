using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Storage;
using OrleansStream.Sources;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources.Files;

/// <summary>Files in an object store as input.</summary>
public sealed class ObjectFilesTests
{
    private readonly VirtualTime _time = new();
    private readonly InMemoryCheckpointStore _checkpoint = new();
    private readonly OutputCollector _outputs = new();
    private readonly InMemoryObjectStore _objects;
    private readonly FaultyObjectStore _faulty;

    public ObjectFilesTests()
    {
        _objects = new InMemoryObjectStore(_time);
        _faulty = new FaultyObjectStore(_objects);
    }

    [Fact]
    public async Task Each_object_that_appears_in_the_folder_is_read_once()
    {
        await using StreamingTestHarness life = NewLife("memory://place/in");
        await life.StartAsync();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await WriteAsync("b", "3\n4");
        await WriteAsync("a", "1\n2\n");
        await WriteAsync(".hidden", "no");
        await WriteAsync("_SUCCESS", "no");
        await WriteAsync("deeper/c", "no");
        await WriteAsync("empty", "");
        await life.AdvanceAsync();
        await WriteAsync("c", "5\n");
        await life.AdvanceAsync(2);

        Assert.Equal([["1", "2", "3", "4"], ["5"], []], Batches());
    }

    [Fact]
    public async Task Folders_may_be_named_by_a_pattern()
    {
        await using StreamingTestHarness life = NewLife("memory://place/in/{x,y}*");
        await life.StartAsync();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        foreach (string name in new[] { "x1/a", "y/b", "z/c", "x1/deeper/d", "x", ".x/e" })
        {
            await WriteAsync(name, name + "\n");
        }

        await life.AdvanceAsync();
        Assert.Equal([["x1/a", "y/b"]], Batches());
    }

    [Fact]
    public async Task A_batch_that_runs_again_in_another_process_reads_the_same_objects()
    {
        await using (StreamingTestHarness first = NewLife("memory://place/in", fails: true))
        {
            first.ExpectsFailure = true;
            await first.StartAsync();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await WriteAsync("a", "1\n");
            await first.AdvanceAsync();
        }

        await WriteAsync("b", "2\n");
        await using StreamingTestHarness second = NewLife("memory://place/in");
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([["1"], ["2"]], Batches());
    }

    [Theory]
    [InlineData(true, "has changed since it was listed")]
    [InlineData(false, "is gone; it was there when it was listed")]
    public async Task An_object_that_does_not_stay_as_it_was_sealed_fails_the_batch(bool isReplaced, string why)
    {
        await using (StreamingTestHarness first = NewLife("memory://place/in", fails: true))
        {
            first.ExpectsFailure = true;
            await first.StartAsync();
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await WriteAsync("a", "1\n");
            await first.AdvanceAsync();
        }

        await _objects.DeleteAsync("a", default);
        if (isReplaced)
        {
            await WriteAsync("a", "9\n");
        }

        await using StreamingTestHarness second = NewLife("memory://place/in");
        second.ExpectsFailure = true;
        await second.StartAsync();
        await second.AdvanceAsync();
        OperatorFailedException failure = await Assert.ThrowsAsync<OperatorFailedException>(() => second.Context.AwaitTerminationAsync().Within());
        Assert.Contains($"'memory://place/in/a' {why}", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_listed_gives_an_empty_batch_and_its_objects_to_a_later_one()
    {
        await using StreamingTestHarness life = NewLife("memory://place/in");
        await life.StartAsync();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await WriteAsync("a", "1\n");
        _faulty.FailsAt = _faulty.Calls + 1;
        await life.AdvanceAsync();
        _faulty.FailsAt = int.MaxValue;
        await life.AdvanceAsync();
        Assert.Equal([[], ["1"]], Batches());
    }

    [Fact]
    public async Task A_dataset_of_objects_has_what_the_address_stands_for()
    {
        await WriteAsync("a", "1\n2\n");
        await WriteAsync("b/c", "3\n");
        await WriteAsync("b/_SUCCESS", "no");
        await WriteAsync("bb", "4\n");
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), Options(new StreamingContextOptions()));
        Assert.Equal(["1", "2"], await LinesAsync("memory://place/in/a"));
        Assert.Equal(["3"], await LinesAsync("memory://place/in/b"));
        Assert.Equal(["1", "2", "3", "4"], await LinesAsync("memory://place/in/*"));
        Assert.Contains("in/x'", (await Assert.ThrowsAsync<FileNotFoundException>(() => LinesAsync("memory://place/in/x"))).Message, StringComparison.Ordinal);
        Assert.Contains("TextFileAsync", Assert.Throws<ArgumentException>(() => ssc.TextFile("memory://place/in/a")).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => LinesAsync("s4://place/in/a"));

        async Task<IReadOnlyList<string>> LinesAsync(string address)
        {
            Rdd<string> lines = await ssc.TextFileAsync(address, minPartitions: 4);
            Assert.Equal(await lines.CountAsync(), (await lines.CollectAsync()).Count);
            return await lines.CollectAsync();
        }
    }

    [Fact]
    public async Task Addresses_escape_and_objects_are_called_what_they_are_called()
    {
        string[] names = ["a b.txt", "100%.txt", "c?.txt", "c#.txt", "*", "d e/f"];
        foreach (string name in names)
        {
            await WriteAsync(name, name + "\n");
        }

        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), Options(new StreamingContextOptions()));
        Assert.Equal(["a b.txt"], await LinesAsync("a%20b.txt"));
        Assert.Equal(["a b.txt"], await LinesAsync("a b.txt"));
        Assert.Equal(["a b.txt"], await LinesAsync("a%20*"));
        Assert.Equal(["100%.txt"], await LinesAsync("100%25.txt"));
        Assert.Equal(["c#.txt", "c?.txt"], (await LinesAsync("c?.txt")).Order(StringComparer.Ordinal));
        Assert.Equal(["c?.txt"], await LinesAsync("c%3f.txt"));
        Assert.Equal(["c?.txt"], await LinesAsync("{x,c%3f}.t*"));
        Assert.Equal(["*"], await LinesAsync("%2A"));
        Assert.Equal(["d e/f"], await LinesAsync("{d%20e,x}/f"));
        foreach (FileFacts file in await FilesAsync("[!d]*"))
        {
            // The path that a file is said to have stands for it alone.
            FileFacts again = Assert.Single(await FilesAsync(file.Path["memory://place/in/".Length..]));
            Assert.Equal(file.Path, again.Path);
        }

        async Task<IReadOnlyList<string>> LinesAsync(string name) => await (await ssc.TextFileAsync("memory://place/in/" + name)).CollectAsync();

        ValueTask<IReadOnlyList<FileFacts>> FilesAsync(string name) => new ObjectFiles("memory://place/in/" + name, ssc.Options.Storage, directoriesOnly: false).FilesAsync(default);
    }

    [Theory]
    [InlineData("memory://place/in?sv=1&sig=secret")]
    [InlineData("memory://place/in?sig=secret")]
    public async Task Signed_addresses_are_refused(string address)
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), Options(new StreamingContextOptions()));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => ssc.TextFileStream(address));
        Assert.Contains("signature", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_of_a_batch_are_removed_after_it()
    {
        using var spill = new Outputs.TemporaryDirectory();
        await using StreamingTestHarness life = NewLife("memory://place/in", spill: spill["spill"]);
        await life.StartAsync();
        _time.Advance(TimeSpan.FromMilliseconds(10));
        await WriteAsync("a", "1\n");
        await life.AdvanceAsync(2);
        Assert.Equal([["1"], []], Batches());
        Assert.Single(Directory.EnumerateFiles(spill["spill"], "*", SearchOption.AllDirectories));
    }

    private string[][] Batches() => [.. _outputs.Output<string>("out").Batches.Select(batch => batch.Records.Order(StringComparer.Ordinal).ToArray())];

    private StreamingTestHarness NewLife(string address, bool fails = false, string? spill = null)
    {
        StreamingContextOptions options = Options(StreamingTestHarness.CreateOptions());
        options.TimeProvider = _time;
        options.CheckpointStore = _checkpoint;
        options.SpillDirectory = spill;
        options.MaxBatchAttempts = 1;
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = _outputs };
        DStream<string> lines = life.Context.TextFileStream(address).Named("lines");

        // It acts before the commit, so the seal is durable when it fails.
        lines.ForeachRdd(rdd => fails ? throw new InjectedFaultException() : rdd.CountAsync());
        lines.CollectTo("out");
        return life;
    }

    private StreamingContextOptions Options(StreamingContextOptions options)
    {
        options.Storage.Add(new OnePlace(_faulty));
        return options;
    }

    private async Task WriteAsync(string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.NotNull(await _objects.TryCreateAsync(name, content, default));
    }

    private sealed class OnePlace(IObjectStore objects) : IStorageProvider
    {
        public string Form => "memory://place/in/";

        public IObjectStore? TryOpen(Uri place) => place.AbsoluteUri == Form ? objects : null;
    }
}
