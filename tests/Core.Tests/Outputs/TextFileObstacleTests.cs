using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class TextFileObstacleTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly TextFileRun<string> _run;

    public TextFileObstacleTests() => _run = new TextFileRun<string>(_disk["x"]);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void What_is_in_the_way_is_named_before_anything_is_written()
    {
        Directory.CreateDirectory(_disk["x-1000"]);
        File.WriteAllText(_disk["x-1000/precious"], "keep");

        var error = Assert.Throws<IOException>(() => _run.Sink.Open(new SinkPartition(TextFileRun<int>.Batch(), 0, 1)));

        Assert.StartsWith($"'{_disk["x-1000/precious"]}' is in the way", error.Message, StringComparison.Ordinal);
        Assert.Equal(["x-1000/", "x-1000/precious"], _disk.Everything());
    }

    [Fact]
    public async Task What_came_between_preparing_and_publishing_is_not_replaced_and_the_batch_waits()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"]);
        Directory.CreateDirectory(_disk["x-1000"]);
        File.WriteAllText(_disk["x-1000/_SUCCESS"], "not ours");

        var error = await Assert.ThrowsAsync<IOException>(() => _run.PublishAsync(token));
        Assert.Contains(_disk["x-1000/_SUCCESS"], error.Message, StringComparison.Ordinal);
        Assert.Equal("not ours", _disk.Read("x-1000/_SUCCESS"));

        Directory.Delete(_disk["x-1000"], recursive: true);
        await _run.PublishAsync(token);
        Assert.Equal("a\n", _disk.Read("x-1000/part-00000"));
    }

    [Fact]
    public async Task A_file_with_the_directory_s_name_is_in_the_way()
    {
        ReadOnlyMemory<byte> token = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["a"]);
        File.WriteAllText(_disk["x-1000"], "keep");

        var error = await Assert.ThrowsAsync<IOException>(() => _run.PublishAsync(token));

        Assert.Contains($"'{_disk["x-1000"]}' is in the way", error.Message, StringComparison.Ordinal);
        Assert.Equal("keep", _disk.Read("x-1000"));
    }

    [Fact]
    public async Task The_output_of_another_job_is_in_the_way()
    {
        ReadOnlyMemory<byte> ours = await _run.PrepareAsync(TextFileRun<int>.Batch(), ["ours"]);
        await _run.SaveAsync(TextFileRun<int>.Batch(job: "other"), ["theirs"]);

        await Assert.ThrowsAsync<IOException>(() => _run.PublishAsync(ours));

        Assert.Equal("theirs\n", _disk.Read("x-1000/part-00000"));
    }

    [Fact]
    public async Task An_empty_directory_is_filled()
    {
        Directory.CreateDirectory(_disk["x-1000"]);

        await _run.SaveAsync(TextFileRun<int>.Batch(), ["a"]);

        Assert.Equal(["x-1000/", "x-1000/_SUCCESS", "x-1000/part-00000"], _disk.Everything());
    }

    [Fact]
    public void A_directory_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_disk["file"], "");
        var run = new TextFileRun<string>(_disk["file/x"]);

        var error = Assert.Throws<IOException>(() => run.Sink.Open(new SinkPartition(TextFileRun<int>.Batch(), 0, 1)));

        Assert.StartsWith($"Cannot write '{_disk["file/.x-1000"]}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_an_error_that_names_the_file_and_the_file_goes()
    {
        string path = _disk["part"];
        File.WriteAllText(path, "");
        using (var writer = new FileSinkWriter<string>(TextOutputFormat<string>.Instance, new FullDisk(), path, 1))
        {
            writer.Write("x");
            var error = Assert.Throws<IOException>(() => writer.Complete());
            Assert.Equal($"Cannot write '{path}': No space left on device", error.Message);
        }

        Assert.Empty(_disk.Everything());
    }

    [Fact]
    public async Task A_staged_file_that_somebody_changed_is_not_published()
    {
        SinkBatch batch = TextFileRun<int>.Batch();
        ReadOnlyMemory<byte> part = _run.Write(batch, 0, ["a"]);
        await File.AppendAllTextAsync(_run.Names.Part(batch, 0, 1), "more");

        var error = await Assert.ThrowsAsync<IOException>(async () => await _run.Sink.PrepareAsync(batch, [part], CancellationToken.None));

        Assert.Contains("has 6 bytes and not the 2", error.Message, StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}
