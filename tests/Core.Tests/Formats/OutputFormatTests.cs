using System.Buffers.Binary;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Outputs;
using OrleansStream.Testing;
using OrleansStream.Tests.Formats;

namespace OrleansStream.Core.Tests.Formats;

/// <summary>Files in a format of the user's own.</summary>
public sealed class OutputFormatTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly StreamingContext _context = new(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _context.DisposeAsync().AsTask();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Batches_are_written_once_and_read_back()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        int[][] batches = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, i * 40_000).Select(_ => random.Next()).ToArray())];

        (int[][] back, string[] names) = await FormatJourney.TravelAsync(batches, new Counted(), new CountedInput());

        Assert.True(batches.Zip(back).All(pair => pair.First.SequenceEqual(pair.Second)), $"seed {seed}");
        Assert.Equal(4, back.Length);
        Assert.All(names, name => Assert.EndsWith(".counted", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dataset_is_saved_and_read_in_a_format()
    {
        await _context.MakeRdd(Enumerable.Range(0, 100), 3).SaveAsFilesAsync(_disk["out"], new Counted());

        Assert.Equal(["out/", "out/_SUCCESS", "out/part-00000.counted", "out/part-00001.counted", "out/part-00002.counted"], _disk.Everything());
        Assert.Equal(Enumerable.Range(0, 100), await _context.ReadFiles(_disk["out"], new CountedInput()).CollectAsync());
        Assert.Equal(3, _context.ReadFiles(_disk["out"], new CountedInput(), minPartitions: 1).PartitionCount);
    }

    [Theory]
    [InlineData(Fault.Open)]
    [InlineData(Fault.OpenGivesNothing)]
    [InlineData(Fault.Write)]
    [InlineData(Fault.Complete)]
    [InlineData(Fault.WriteLate)]
    public async Task A_format_that_fails_leaves_nothing(Fault fault)
    {
        var error = await Assert.ThrowsAsync<OperatorFailedException>(
            () => _context.MakeRdd([1], 1).SaveAsFilesAsync(_disk["out"], new Counted(fault)));

        Assert.Contains(
            fault switch
            {
                Fault.OpenGivesNothing => "Counted.Open returned null.",
                Fault.WriteLate => "after its writer had completed it",
                _ => fault.ToString(),
            },
            error.Message,
            StringComparison.Ordinal);
        Assert.Empty(_disk.Everything());
    }

    [Fact]
    public void What_a_failed_attempt_still_writes_reaches_nobody_and_the_format_may_close_the_stream()
    {
        var names = new FileSinkNames(_disk["x"], "");
        var sink = new FileSink<int>(names, new Counted(Fault.WriteLate));
        using (SinkWriter<int> writer = sink.Open(new SinkPartition(TextFileRun<int>.Batch(), 0, 1)))
        {
            writer.Write(1);
        }

        Assert.DoesNotContain(_disk.Everything(), path => path.Contains("part", StringComparison.Ordinal));
    }

    [Fact]
    public void Arguments_are_checked()
    {
        DStream<int> stream = _context.QueueStream(new Queue<Rdd<int>>());

        Assert.Throws<ArgumentNullException>(() => stream.SaveAsFiles("x", null!));
        Assert.Throws<ArgumentNullException>(() => stream.SaveAsFiles(null!, new Counted()));
        Assert.Throws<ArgumentNullException>(() => _context.ReadFiles<int>(_disk.Root, null!));
        Assert.Throws<ArgumentNullException>(() => { _ = _context.MakeRdd([1]).SaveAsFilesAsync(_disk["x"], null!); });
        var error = Assert.Throws<ArgumentException>(() => stream.SaveAsFiles(_disk["x"], new Counted { Ending = "/x" }));
        Assert.StartsWith("extension is '/x'; it must not have characters that file names cannot have", error.Message, StringComparison.Ordinal);
        stream.SaveAsFiles(_disk["x"], new Counted());
        Assert.Throws<ArgumentException>(() => stream.SaveAsTextFiles(_disk["x"]));
    }

    public enum Fault
    {
        None,
        Open,
        OpenGivesNothing,
        Write,
        Complete,
        WriteLate,
    }

    /// <summary>Numbers, and at the end how many there are.</summary>
    private sealed class Counted(Fault fault = Fault.None) : FileOutputFormat<int>
    {
        internal string Ending { get; init; } = ".counted";

        public override string Extension => Ending;

        public override FileRecordWriter<int> Open(Stream stream)
        {
            stream.Write("NUM"u8);
            Assert.Equal(3, stream.Length);
            return fault switch
            {
                Fault.Open => throw new InvalidOperationException("Open"),
                Fault.OpenGivesNothing => null!,
                _ => new Writer(stream, fault),
            };
        }

        private sealed class Writer(Stream stream, Fault fault) : FileRecordWriter<int>
        {
            private readonly BinaryWriter _writer = new(stream);
            private int _count;

            public override void Write(int record)
            {
                _writer.Write(fault == Fault.Write ? throw new InvalidOperationException("Write") : record);
                _count++;
            }

            public override void Complete()
            {
                _writer.Write(fault == Fault.Complete ? throw new InvalidOperationException("Complete") : _count);
                _writer.Dispose();
            }

            protected override void Dispose(bool disposing)
            {
                if (fault == Fault.WriteLate)
                {
                    stream.Write([1, 2, 3]);
                }

                base.Dispose(disposing);
            }
        }
    }

    private sealed class CountedInput : FileFormat<int>
    {
        public override IEnumerable<int> Read(Stream stream, FileSplit split)
        {
            byte[] bytes = new byte[split.Length];
            stream.ReadExactly(bytes);
            Assert.Equal("NUM"u8, bytes.AsSpan(0, 3));
            int count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(int)));
            Assert.Equal(bytes.Length, 3 + ((count + 1) * sizeof(int)));
            return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(3 + (i * sizeof(int)))))];
        }
    }
}
