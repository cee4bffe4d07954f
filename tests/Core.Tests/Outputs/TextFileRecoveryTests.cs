using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class TextFileRecoveryTests : IDisposable
{
    private static readonly string[] Complete = ["x-1000/", "x-1000/_SUCCESS", "x-1000/part-00000", "x-1000/part-00001"];

    private readonly TemporaryDirectory _disk = new();
    private readonly TextFileRun<string> _run;

    public TextFileRecoveryTests() => _run = new TextFileRun<string>(_disk["x"]);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Nothing_shows_before_the_publication()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);

        Assert.All(_disk.Everything(), path => Assert.StartsWith(".x-1000+job+SaveAsTextFiles-1/", path, StringComparison.Ordinal));
        await _run.PublishAsync(token);
        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task Publishing_again_changes_nothing()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);

        await _run.PublishAsync(token);
        await _run.PublishAsync(token);
        await new TextFileRun<string>(_disk["elsewhere"]).PublishAsync(token);

        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task A_publication_that_was_cut_after_the_rename_is_finished()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);
        FileSinkPublication.Move(FileSinkToken.From(token));
        Assert.Contains("x-1000/_SUCCESS", _disk.Everything());

        await _run.PublishAsync(token);

        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task A_publication_that_was_cut_during_the_cleaning_is_finished()
    {
        _run.Write(TextFileRun<int>.Batch(epoch: 1, attempt: 1), 0, ["old"]);
        _run.Write(TextFileRun<int>.Batch(epoch: 1, attempt: 2), 0, ["old"]);
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(epoch: 2), ["a"], ["b"]);
        FileSinkPublication.Move(FileSinkToken.From(token));
        Directory.Delete(_run.Names.Attempt(TextFileRun<int>.Batch(epoch: 1, attempt: 1)), recursive: true);

        await _run.PublishAsync(token);

        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task Two_processes_that_publish_at_once_come_to_the_same()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);
        var decoded = FileSinkToken.From(token);

        // One has looked and found the batch staged; then the other does everything.
        await _run.PublishAsync(token);
        FileSinkPublication.Move(decoded);
        FileSinkPublication.Clean(decoded);

        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task A_published_batch_that_a_reader_has_moved_on_is_not_missed()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);
        await _run.PublishAsync(token);
        Directory.Move(_disk["x-1000"], _disk["taken"]);

        await _run.PublishAsync(token);

        Assert.DoesNotContain("x-1000/", _disk.Everything());
    }

    [Fact]
    public async Task A_machine_without_the_directory_does_not_pass_for_published()
    {
        var run = new TextFileRun<string>(_disk["mount/x"]);
        ReadOnlyMemory<byte> token = await run.PrepareAsync(TextFileRun<int>.Batch(), ["a"]);
        Directory.Delete(_disk["mount"], recursive: true);

        var error = await Assert.ThrowsAsync<IOException>(() => run.PublishAsync(token));

        Assert.Contains(_disk["mount/x-1000"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_task_attempts_leave_nothing_and_the_one_that_counts_is_chosen()
    {
        SinkBatch batch = TextFileRun<int>.Batch();
        using (SinkWriter<string> failing = _run.Sink.Open(new SinkPartition(batch, 0, 1)))
        {
            failing.Write("half");
        }

        Assert.DoesNotContain(_disk.Everything(), path => path.Contains("part", StringComparison.Ordinal));
        ReadOnlyMemory<byte> slow = _run.Write(batch, 0, ["zombie"], taskAttempt: 2);
        ReadOnlyMemory<byte> good = _run.Write(batch, 0, ["good"], taskAttempt: 3);
        Assert.False(slow.Span.SequenceEqual(good.Span));
        ReadOnlyMemory<byte>? token = await _run.Sink.PrepareAsync(batch, [good, _run.Write(batch, 1, [])], CancellationToken.None);
        await _run.PublishAsync(token!.Value);

        Assert.Equal(Complete, _disk.Everything());
        Assert.Equal("good\n", _disk.Read("x-1000/part-00000"));
    }

    [Fact]
    public async Task A_new_attempt_owes_nothing_to_those_that_failed_at_any_step()
    {
        _run.Write(TextFileRun<int>.Batch(attempt: 1), 0, ["written only"]);
        await _run.PrepareAsync(TextFileRun<int>.Batch(attempt: 2), ["prepared"], ["only"]);
        SinkBatch torn = TextFileRun<int>.Batch(attempt: 3);
        ReadOnlyMemory<byte>[] parts = [_run.Write(torn, 0, ["a"]), _run.Write(torn, 1, ["b"])];
        File.Delete(_run.Names.Part(torn, 1, 1));
        await Assert.ThrowsAsync<IOException>(async () => await _run.Sink.PrepareAsync(torn, parts, CancellationToken.None));

        await _run.SaveAsync(TextFileRun<int>.Batch(attempt: 4), ["a"], ["b"]);

        Assert.Equal(Complete, _disk.Everything());
        Assert.Equal("a\n", _disk.Read("x-1000/part-00000"));
        Assert.Contains("\"attempt\":4", _disk.Read("x-1000/_SUCCESS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_zombie_that_wakes_after_the_publication_changes_nothing()
    {
        using SinkWriter<string> asleep = _run.Sink.Open(new SinkPartition(TextFileRun<int>.Batch(epoch: 1), 0, 1));
        await _run.SaveAsync(TextFileRun<int>.Batch(epoch: 2), ["a"], ["b"]);

        asleep.Write("zombie");
        ReadOnlyMemory<byte> part = asleep.Complete();
        await Assert.ThrowsAsync<IOException>(async () => await _run.Sink.PrepareAsync(TextFileRun<int>.Batch(epoch: 1), [part], CancellationToken.None));
        Assert.Throws<IOException>(() => _run.Sink.Open(new SinkPartition(TextFileRun<int>.Batch(epoch: 1), 1, 1)));

        Assert.Equal(Complete, _disk.Everything());
        Assert.Equal("a\n", _disk.Read("x-1000/part-00000"));
    }

    [Fact]
    public async Task A_discarded_attempt_leaves_nothing_and_others_stay()
    {
        await _run.PrepareAsync(TextFileRun<int>.Batch(attempt: 1), ["a"]);
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(attempt: 2), ["a"], ["b"]);

        await _run.Sink.DiscardAsync(TextFileRun<int>.Batch(attempt: 1), CancellationToken.None);
        Assert.DoesNotContain(_disk.Everything(), path => path.Contains("attempt-1/", StringComparison.Ordinal));
        await _run.PublishAsync(token);
        Assert.Equal(Complete, _disk.Everything());

        await _run.PrepareAsync(TextFileRun<int>.Batch(time: 2000), ["a"]);
        await _run.Sink.DiscardAsync(TextFileRun<int>.Batch(time: 2000), CancellationToken.None);
        await _run.Sink.DiscardAsync(TextFileRun<int>.Batch(time: 3000), CancellationToken.None);
        Assert.Equal(Complete, _disk.Everything());
    }

    [Fact]
    public async Task Outputs_in_one_directory_do_not_touch_each_other()
    {
        var other = new TextFileRun<string>(_disk["x"], "txt");
        ReadOnlyMemory<byte> token = await other.PrepareAsync(TextFileRun<int>.Batch(output: "SaveAsTextFiles-2"), ["other"]);
        await _run.SaveAsync(TextFileRun<int>.Batch(), ["a"], ["b"]);
        await _run.SaveAsync(TextFileRun<int>.Batch(time: 2000), ["a"]);
        await other.PublishAsync(token);

        Assert.Equal(
            ["x-1000.txt/", "x-1000.txt/_SUCCESS", "x-1000.txt/part-00000", .. Complete, "x-2000/", "x-2000/_SUCCESS", "x-2000/part-00000"],
            _disk.Everything());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"Target\":\"x\"}")]
    public async Task A_token_that_is_none_is_refused(string token)
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _run.PublishAsync(System.Text.Encoding.UTF8.GetBytes(token)));
    }
}
