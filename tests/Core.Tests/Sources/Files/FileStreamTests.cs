using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>File streams through the whole engine, over real directories.</summary>
public sealed class FileStreamTests
{
    [Fact]
    public async Task Files_that_are_moved_in_are_read_once_in_the_batch_of_their_time()
    {
        await using var job = new FileJob();
        job.Put("in/old", "no\n");
        File.SetLastWriteTimeUtc(job.Disk["in/old"], job.Now.UtcDateTime);
        job.Context.TextFileStream(job.Disk["in"]).CollectTo("out");
        await job.Harness.StartAsync();

        job.Put("in/b", "3\n4");
        job.Put("in/a", "1\n2\n");
        job.Put("in/.hidden", "no\n");
        job.Put("in/later", "5\n", job.Now.AddSeconds(1.5));
        job.Put("in/sub/c", "no\n");
        await job.Harness.AdvanceAsync(3);

        Assert.Equal([["1", "2", "3", "4"], ["5"], []], job.Batches<string>());
    }

    [Fact]
    public async Task Slices_of_files_are_read_with_poisoned_buffers()
    {
        await using var job = new FileJob(options => options.FileSplitBytes = 1000);
        job.Context.Utf8FileStream(job.Disk.Root)
            .Map(line => (Word: line, Count: 1L))
            .ReduceByKey((a, b) => a + b)
            .Map(pair => $"{pair.Key}:{pair.Value}")
            .CollectTo("out");
        await job.Harness.StartAsync();

        job.Put("a", string.Concat(Enumerable.Range(0, 5000).Select(i => $"word{i % 7}\n")));
        await job.Harness.AdvanceAsync(1);

        Assert.Equal(
            Enumerable.Range(0, 7).Select(word => $"word{word}:{Enumerable.Range(0, 5000).Count(i => i % 7 == word)}"),
            job.Batches<string>()[0].Order());
    }

    [Fact]
    public async Task A_large_file_is_read_by_several_tasks()
    {
        await using var job = new FileJob(options => options.FileSplitBytes = 100);
        var log = new BatchLog<string>(job.Context.TextFileStream(job.Disk.Root));
        await job.Harness.StartAsync();
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"line {i}")];

        job.Put("a", string.Join("\r\n", lines));
        await job.Harness.AdvanceAsync(1);

        SeenBatch<string> batch = await log.NextAsync();
        Assert.Equal(lines, batch.Records);
        Assert.Equal((string.Join("\r\n", lines).Length + 99) / 100, batch.Partitions);
    }

    [Fact]
    public async Task A_pattern_stands_for_directories()
    {
        await using var job = new FileJob();
        job.Context.TextFileStream(job.Disk["*/"]).CollectTo("all");
        job.Context.TextFileStream(job.Disk["{one,tw?}"]).CollectTo("some");
        job.Context.TextFileStream(job.Disk["none*"]).CollectTo("none");
        await job.Harness.StartAsync();

        job.Put("one/a", "1\n");
        job.Put("two/b", "2\n");
        job.Put("three/c", "3\n");
        job.Put("root", "no\n");
        job.Put("one/sub/d", "no\n");
        await job.Harness.AdvanceAsync(1);
        job.Put("four/e", "4\n");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal([["1", "3", "2"], ["4"]], job.Batches<string>("all"));
        Assert.Equal([["1", "2"], []], job.Batches<string>("some"));
        Assert.Equal([[], []], job.Batches<string>("none"));
        Assert.Empty(job.Log.Messages());
    }

    [Fact]
    public async Task Older_files_count_if_asked_for_while_they_are_in_the_window()
    {
        await using var job = new FileJob(options => options.FileStreamMinRememberDuration = TimeSpan.FromSeconds(10));
        job.Put("young", "young\n", job.Now.AddSeconds(-8));
        job.Put("edge", "edge\n", job.Now.AddSeconds(-9));
        job.Put("old", "old\n", job.Now.AddSeconds(-10));
        job.Context.FileStream(job.Disk.Root, new LengthFormat(), newFilesOnly: false).CollectTo("out");
        job.Context.FileStream(job.Disk.Root, new LengthFormat()).CollectTo("new");
        await job.Harness.StartAsync();

        await job.Harness.AdvanceAsync(2);

        Assert.Equal([["young 6"], []], job.Batches<string>());
        Assert.Equal([[], []], job.Batches<string>("new"));
    }

    /// <summary>Its mark is a line of text, or no gzip.</summary>
    [Fact]
    public async Task What_another_job_has_written_is_read_without_its_mark()
    {
        await using var job = new FileJob();
        await using var other = new FileJob(disk: job.Disk);
        job.Context.TextFileStream(job.Disk["x-*"]).CollectTo("text");
        job.Context.Utf8FileStream(job.Disk["z-*"]).Map(line => line.ToString()).CollectTo("gzip");
        job.Context.FileStream(job.Disk["x-*"], new LengthFormat(), _ => true).CollectTo("all");
        await job.Harness.StartAsync();
        other.Harness.Feed<string>("words").AppendPartitions(["one", "two"], ["three"]);
        DStream<string> words = other.Context.AddressedInput<string>("words");
        words.SaveAsTextFiles(job.Disk["x"]);
        words.SaveAsTextFiles(job.Disk["z"], new GzipCodec());
        await other.Harness.StartAsync();
        await other.Harness.AdvanceAsync(1);
        string[] written = Directory.GetFiles(job.Disk.Root, "*", SearchOption.AllDirectories);
        Assert.Equal(2, written.Count(path => Path.GetFileName(path) == "_SUCCESS"));
        written.ToList().ForEach(path => File.SetLastWriteTimeUtc(path, job.Now.AddMilliseconds(1).UtcDateTime));
        job.Put("x-0/_other", "four");

        await job.Harness.AdvanceAsync(1);

        Assert.Equal([["four", "one", "two", "three"]], job.Batches<string>("text"));
        Assert.Equal([["one", "two", "three"]], job.Batches<string>("gzip"));
        Assert.Equal(4, job.Batches<string>("all")[0].Length);
    }

    [Fact]
    public async Task A_filter_replaces_the_rule_for_names()
    {
        await using var job = new FileJob();
        job.Context.FileStream(job.Disk.Root, new LengthFormat(), path => path.EndsWith(".log", StringComparison.Ordinal)).CollectTo("out");
        await job.Harness.StartAsync();

        job.Put("a.log", "1");
        job.Put(".b.log", "12");
        job.Put("c.txt", "123");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal([[".b.log 2", "a.log 1"]], job.Batches<string>());
    }

    [Fact]
    public async Task A_filter_that_throws_fails_the_batch_by_name()
    {
        await using var job = new FileJob();
        job.Harness.ExpectsFailure = true;
        job.Context.FileStream(job.Disk.Root, new LengthFormat(), _ => throw new InvalidOperationException("no idea")).Print();
        await job.Harness.StartAsync();
        job.Put("a", "1");
        await job.Harness.AdvanceAsync(1);

        var failure = Assert.IsType<OperatorFailedException>(job.Context.Failure);
        Assert.StartsWith("FileStream-1 (FileStream) failed in batch 17040672", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no idea", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_directory_gives_empty_batches_and_a_warning_until_it_appears()
    {
        await using var job = new FileJob();
        job.Context.TextFileStream(job.Disk["in"]).CollectTo("out");
        await job.Harness.StartAsync();

        await job.Harness.AdvanceAsync(1);
        Assert.Equal(
            $"Job job: TextFileStream-1 cannot list '{job.Disk["in"]}'; batch 1704067201000 ms takes no files.", Assert.Single(job.Log.Messages()));
        job.Put("in/a", "1\n");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal([[], ["1"]], job.Batches<string>());
        Assert.Single(job.Log.Messages());
    }

    [Fact]
    public async Task Files_that_a_listing_missed_come_later()
    {
        await using var job = new FileJob();
        job.Context.TextFileStream(job.Disk["in"]).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("elsewhere/a", "1\n");
        await job.Harness.AdvanceAsync(3);
        Directory.Move(job.Disk["elsewhere"], job.Disk["in"]);
        await job.Harness.AdvanceAsync(2);

        Assert.Equal([[], [], [], ["1"], []], job.Batches<string>());
    }

    [Fact]
    public async Task A_slow_listing_is_warned_of()
    {
        await using var job = new FileJob();
        bool first = true;
        job.Context.FileStream(job.Disk.Root, new LengthFormat(), _ =>
        {
            // The clock goes on while the filter looks.
            if (first)
            {
                first = false;
                job.Harness.Time.Advance(TimeSpan.FromMilliseconds(1500));
            }

            return true;
        }).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", "1");
        job.Harness.Time.Advance(TimeSpan.FromSeconds(1));
        await job.Harness.WhenIdleAsync();

        Assert.Contains(job.Log.Messages(), message => message.Contains("took 1500 ms to list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_changes_after_the_seal_fails_the_batch_by_name()
    {
        await using var job = new FileJob(options => options.MaxTaskFailures = 2);
        job.Harness.ExpectsFailure = true;
        job.Context.TextFileStream(job.Disk.Root).Transform((rdd, time) =>
        {
            File.AppendAllText(job.Disk["a"], "more");
            return rdd;
        }).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", "1\n");
        await job.Harness.AdvanceAsync(1);

        string message = Assert.IsType<OperatorFailedException>(job.Context.Failure).Message;
        Assert.StartsWith("TextFileStream-1 (TextFileStream) failed in batch 1704067201000 ms, partition 0 after 2 attempts: ", message, StringComparison.Ordinal);
        Assert.Contains($"'{job.Disk["a"]}' has changed", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_and_tasks_that_are_tried_again_read_the_same()
    {
        await using var job = new FileJob(options =>
        {
            options.OnFailure = FailurePolicy.RetryThenStop;
            options.FileSplitBytes = 8;
        });
        int failures = 0;
        job.Context.Utf8FileStream(job.Disk.Root)
            .Map(line => line.Equals("3"u8) && Interlocked.Increment(ref failures) < 7 ? throw new InvalidOperationException("again") : line.ToString())
            .CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", "1\n2\n3\n4\n5\n6\n");
        await job.Harness.AdvanceAsync(2);

        Assert.Equal([["1", "2", "3", "4", "5", "6"], []], job.Batches<string>());
        Assert.Equal(7, failures);
    }

    [Fact]
    public async Task A_new_context_over_the_directory_takes_what_comes_after_it()
    {
        using var disk = new TemporaryDirectory();
        await using (var first = new FileJob(disk: disk))
        {
            first.Context.TextFileStream(disk.Root).CollectTo("out");
            await first.Harness.StartAsync();
            first.Put("a", "1\n");
            await first.Harness.AdvanceAsync(1);
            Assert.Equal([["1"]], first.Batches<string>());
            await first.Harness.StopAsync();
        }

        await using var second = new FileJob(options => options.TimeProvider = new VirtualTime(VirtualTime.DefaultStart.AddSeconds(3)), disk);
        second.Context.TextFileStream(disk.Root).CollectTo("out");
        await second.Harness.StartAsync();
        second.Put("b", "2\n");
        await second.Harness.AdvanceAsync(1);

        Assert.Equal([["2"]], second.Batches<string>());
    }

    [Fact]
    public async Task Listeners_see_the_names_and_no_number_of_records()
    {
        await using var job = new FileJob();
        var batches = new List<BatchInfo>();
        job.Context.AddStreamingListener(new Completed(batches));
        job.Context.TextFileStream(job.Disk.Root).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", "1\n2\n");
        await job.Harness.AdvanceAsync(1);

        Assert.Equal(0, Assert.Single(batches).Records);
        Assert.Equal(job.Disk["a"], Assert.Single(batches[0].Inputs).Description);
    }

    [Fact]
    public async Task Fixed_records_are_read_across_parts()
    {
        await using var job = new FileJob(options => options.FileSplitBytes = 5);
        job.Context.BinaryRecordsStream(job.Disk.Root, 3).Map(record => Convert.ToHexString(record)).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        job.Put("b", []);
        await job.Harness.AdvanceAsync(1);

        Assert.Equal([["010203", "040506", "070809", "0A0B0C"]], job.Batches<string>());
    }

    [Fact]
    public async Task A_file_of_another_length_is_refused_by_name()
    {
        await using var job = new FileJob();
        job.Harness.ExpectsFailure = true;
        job.Context.BinaryRecordsStream(job.Disk.Root, 3).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", [1, 2, 3, 4]);
        await job.Harness.AdvanceAsync(1);

        Assert.Contains(
            $"'{job.Disk["a"]}' has 4 bytes; a file of records of 3 bytes must have a multiple of 3.", job.Context.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_that_throws_fails_the_batch_with_the_name_of_the_file()
    {
        await using var job = new FileJob();
        job.Harness.ExpectsFailure = true;
        job.Context.FileStream(job.Disk.Root, new BrokenFormat()).CollectTo("out");
        await job.Harness.StartAsync();
        job.Put("a", "1");
        await job.Harness.AdvanceAsync(1);

        Assert.EndsWith($"Cannot read '{job.Disk["a"]}': not mine", job.Context.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_are_checked_at_definition()
    {
        var context = new StreamingContext(TimeSpan.FromSeconds(1));

        Assert.Throws<ArgumentNullException>(() => context.TextFileStream(null!));
        Assert.Equal("directory", Assert.Throws<ArgumentException>(() => context.Utf8FileStream(" ")).ParamName);
        Assert.Equal("directory", Assert.Throws<ArgumentException>(() => context.TextFileStream("x\0")).ParamName);
        Assert.Equal("directory", Assert.Throws<ArgumentException>(() => context.TextFileStream("x/[a")).ParamName);
        Assert.Equal("directory", Assert.Throws<ArgumentException>(() => context.TextFileStream("x/{a")).ParamName);
        Assert.Throws<ArgumentNullException>(() => context.FileStream<int>("x", null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => context.BinaryRecordsStream("x", 0));
        Assert.Throws<ArgumentException>(() => new StreamingContext(
            TimeSpan.FromSeconds(1), new StreamingContextOptions { FileStreamMinRememberDuration = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), new StreamingContextOptions { FileSplitBytes = 0 }));
    }

    private sealed class LengthFormat : FileFormat<string>
    {
        public override IEnumerable<string> Read(Stream stream, FileSplit split) =>
            [FormattableString.Invariant($"{Path.GetFileName(split.Path)} {stream.Length}")];
    }

    private sealed class BrokenFormat : FileFormat<string>
    {
        public override IEnumerable<string> Read(Stream stream, FileSplit split)
        {
            yield return "1";
            throw new NotSupportedException("not mine");
        }
    }

    private sealed class Completed(List<BatchInfo> batches) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => batches.Add(batch);
    }
}
