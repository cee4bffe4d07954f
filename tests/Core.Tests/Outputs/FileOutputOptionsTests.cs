using OrleansStream.Checkpoints;
using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Outputs with fewer files and directories, through the whole engine.</summary>
public sealed class FileOutputOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task A_batch_has_no_more_files_than_are_wanted_and_its_records_stay_in_order()
    {
        await using var harness = new StreamingTestHarness();
        harness.Feed<int>("numbers").AppendPartitions([1], [2, 3], [], [4], [5]).AppendPartitions([6]).Append();
        harness.Context.AddressedInput<int>("numbers").SaveAsFiles(_disk["x"], new TextOutputFormat<int>(), new FileOutputOptions { MaxFiles = 2 }, "txt");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);

        Assert.Equal("1\n2\n3\n", _disk.Read("x-1704067201000.txt/part-00000"));
        Assert.Equal("4\n5\n", _disk.Read("x-1704067201000.txt/part-00001"));
        Assert.Equal("6\n", _disk.Read("x-1704067202000.txt/part-00000"));
        Assert.Equal(3, Directory.GetFiles(_disk["x-1704067201000.txt"]).Length);
        Assert.Equal(2, Directory.GetFiles(_disk["x-1704067202000.txt"]).Length);
        Assert.Equal("", _disk.Read("x-1704067203000.txt/part-00000"));
    }

    [Fact]
    public async Task Batches_of_a_span_appear_together_when_its_last_one_is_committed()
    {
        await using var harness = new StreamingTestHarness();
        Define(harness);
        harness.Feed<int>("numbers").AppendPartitions([1], [2]).AppendNoDataset().AppendPartitions([3], [4]).Append(5).Append(6);
        await harness.StartAsync();

        // 1704067200 is a multiple of three.
        await harness.AdvanceAsync(2);
        Assert.DoesNotContain(_disk.Everything(), path => path[0] != '.');
        await harness.AdvanceAsync(1);

        Assert.Equal(
            ["x-1704067203000/", "x-1704067203000/_SUCCESS", "x-1704067203000/part-00000", "x-1704067203000/part-00001"],
            _disk.Everything().Where(path => path[0] != '.'));
        Assert.Equal("1\n3\n", _disk.Read("x-1704067203000/part-00000"));
        Assert.Equal("2\n4\n", _disk.Read("x-1704067203000/part-00001"));
        string success = _disk.Read("x-1704067203000/_SUCCESS");
        Assert.StartsWith("{\"until\":1704067203000,\"batches\":[{\"job\":\"job\"", success, StringComparison.Ordinal);
        Assert.Contains("\"batch\":1704067201000", success, StringComparison.Ordinal);
        Assert.Contains("\"batch\":1704067203000", success, StringComparison.Ordinal);

        // The last batch of the next span has no dataset, so the first one behind it ends the span.
        harness.Feed<int>("numbers").AppendNoDataset().Append(7);
        await harness.AdvanceAsync(3);
        Assert.False(Directory.Exists(_disk["x-1704067206000"]));
        await harness.AdvanceAsync(1);
        Assert.Equal("5\n6\n", _disk.Read("x-1704067206000/part-00000"));
        Assert.False(Directory.Exists(_disk["x-1704067209000"]));
    }

    [Fact]
    public async Task What_one_life_has_gathered_another_one_shows()
    {
        var store = new InMemoryCheckpointStore();
        var time = new VirtualTime();
        await using (StreamingTestHarness first = NewLife())
        {
            Define(first);
            first.Feed<int>("numbers").Append(1).Append(2);
            await first.StartAsync();
            await first.AdvanceAsync(2);
        }

        Assert.DoesNotContain(_disk.Everything(), path => path[0] != '.');
        await using StreamingTestHarness second = NewLife();
        Define(second);
        second.Feed<int>("numbers").Append(3).Append(4);
        await second.StartAsync();
        await second.AdvanceAsync(2);

        string shown = Assert.Single(Directory.GetFiles(_disk["x-1704067203000"], "part-*"));
        Assert.Equal(["1", "2"], File.ReadAllLines(shown).Take(2));

        StreamingTestHarness NewLife()
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = time;
            options.CheckpointStore = store;
            return new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        }
    }

    [Fact]
    public async Task Joined_files_may_be_compressed()
    {
        await using var harness = new StreamingTestHarness();
        harness.Feed<string>("lines").Append("one").Append().Append("two");
        harness.Context.AddressedInput<string>("lines").SaveAsFiles(
            _disk["x"],
            new JsonLinesOutputFormat<string>().Compressed(new GzipCodec()),
            new FileOutputOptions { MaxFiles = 1, RollInterval = TimeSpan.FromSeconds(3) });
        await harness.StartAsync();
        await harness.AdvanceAsync(3);

        Assert.Equal(["one", "two"], await harness.Context.ReadFiles(_disk["x-*"], new JsonLinesFormat<string>()).CollectAsync());
        Assert.True(File.Exists(_disk["x-1704067203000/part-00000.jsonl.gz"]));
    }

    /// <summary>What a death in the middle of a step leaves is not looked at, and goes.</summary>
    [Fact]
    public async Task A_step_that_was_cut_short_is_done_again_or_finished()
    {
        var run = new TextFileRun<string>(_disk["x"], roll: new FileRoll(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)));
        await run.SaveAsync(TextFileRun<int>.Batch(1000), ["1"], ["a"]);
        FileSinkToken token = FileSinkToken.From(await run.PrepareAsync(TextFileRun<int>.Batch(3000), ["3"], ["c"]));
        string gathered = token.Roll!.Gathered;
        Directory.CreateDirectory(Path.Join(gathered, "joined-3000-half"));
        File.WriteAllText(Path.Join(gathered, "joined-3000-half", "part-00000"), "1\n");
        File.WriteAllText(Path.Join(gathered, "joined-3000-half-word"), "joined");

        Assert.Equal("shown", FileRollPublication.Steps(token, token.Roll).Take(5).Last());
        Assert.Equal("1\n3\n", _disk.Read("x-3000/part-00000"));
        File.Delete(Path.Join(gathered, "3000-1000", "part-00001"));
        Directory.Delete(Path.Join(gathered, "3000-3000"), recursive: true);
        FileSinkPublication.Publish(token);

        Assert.Equal("a\nc\n", _disk.Read("x-3000/part-00001"));
        Assert.Equal([Path.Join(gathered, "chosen-3000")], Directory.GetFileSystemEntries(gathered));
    }

    [Fact]
    public async Task What_is_in_the_way_of_a_span_is_not_replaced()
    {
        Directory.CreateDirectory(_disk["x-1704067203000"]);
        File.WriteAllText(_disk["x-1704067203000/theirs"], "theirs");
        await using var harness = new StreamingTestHarness { ExpectsFailure = true };
        Define(harness);
        harness.Feed<int>("numbers").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(1);

        Assert.Contains($"'{_disk["x-1704067203000/theirs"]}' is in the way of a batch's output", harness.Context.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_checked()
    {
        await using var harness = new StreamingTestHarness();
        DStream<int> numbers = harness.Context.AddressedInput<int>("numbers");

        Refused(new FileOutputOptions { MaxFiles = 0 }, "FileOutputOptions.MaxFiles is 0; it must be at least 1.");
        Refused(new FileOutputOptions { RollInterval = TimeSpan.FromSeconds(0.5) }, "must be whole milliseconds and not shorter than the slide duration, 00:00:01");
        Refused(new FileOutputOptions { RollInterval = TimeSpan.FromTicks(10_000_001) }, "must be whole milliseconds");
        var error = Assert.Throws<ArgumentException>(() => numbers.SaveAsFiles(_disk["x"], new Fixed(), new FileOutputOptions { RollInterval = TimeSpan.FromSeconds(3) }));
        Assert.Contains("it must be null for a format whose files cannot be joined", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => numbers.SaveAsFiles(_disk["x"], new TextOutputFormat<int>(), options: null!));

        void Refused(FileOutputOptions options, string message) => Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => numbers.SaveAsFiles(_disk["x"], new TextOutputFormat<int>(), options)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_is_refused_leaves_nothing_in_the_graph()
    {
        await using var harness = new StreamingTestHarness();
        DStream<int> numbers = harness.Context.AddressedInput<int>("numbers");
        var format = new TextOutputFormat<int>();
        numbers.SaveAsFiles(_disk["x"], format);
        int streams = harness.Context.Graph.Streams.Count;

        Assert.Throws<ArgumentException>(() => numbers.SaveAsFiles(_disk["x"], format, new FileOutputOptions { MaxFiles = 1 }));
        Assert.Throws<ArgumentException>(() => numbers.SaveAsFiles("nowhere://x/y", format, new FileOutputOptions { MaxFiles = 1, RollInterval = TimeSpan.FromSeconds(3) }));
        Assert.Equal(streams, harness.Context.Graph.Streams.Count);

        numbers.SaveAsFiles(_disk["y"], format, new FileOutputOptions { MaxFiles = 1 });
        Assert.Equal(streams + 1, harness.Context.Graph.Streams.Count);
    }

    private void Define(StreamingTestHarness harness) => harness.Context.AddressedInput<int>("numbers")
        .SaveAsFiles(_disk["x"], new TextOutputFormat<int>(), new FileOutputOptions { RollInterval = TimeSpan.FromSeconds(3) });

    private sealed class Fixed : FileOutputFormat<int>
    {
        public override FileRecordWriter<int> Open(Stream stream) => throw new NotSupportedException();
    }
}
