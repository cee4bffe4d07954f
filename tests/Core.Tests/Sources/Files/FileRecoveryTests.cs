using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>What a file stream has taken stays taken when the job goes on in another process.</summary>
public sealed class FileRecoveryTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly InMemoryCheckpointStore _store = new();
    private readonly VirtualTime _time = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Files_are_read_once_over_several_lives()
    {
        Directory.CreateDirectory(_disk["in"]);
        await using (FileJob first = NewLife())
        {
            first.Context.TextFileStream(_disk["in"]).CollectTo("out");
            await first.Harness.StartAsync();
            first.Put("in/a", "a");
            await first.Harness.AdvanceAsync();
            await first.Harness.AdvanceAsync(2);
            Assert.Equal([["a"], [], []], first.Batches<string>());
        }

        // While nobody runs the job, files go on to come, and belong to the batches of their times.
        await using FileJob second = NewLife();
        second.Context.TextFileStream(_disk["in"]).CollectTo("out");
        second.Put("in/b", "b");
        _time.Advance(TimeSpan.FromSeconds(1));
        second.Put("in/c", "c");
        _time.Advance(TimeSpan.FromSeconds(1));
        await second.Harness.StartAsync();

        // The last batch of the first life may be published once more.
        Assert.Equal([[], ["b"], ["c"]], second.Batches<string>());
        await second.Harness.AdvanceAsync(70);
        Assert.Empty(second.Batches<string>().Skip(3).SelectMany(batch => batch));
    }

    [Fact]
    public async Task A_sealed_batch_reads_the_same_files_again()
    {
        Directory.CreateDirectory(_disk["in"]);
        var read = new List<string>();
        await using (FileJob first = NewLife(options => options.MaxBatchAttempts = 1))
        {
            Define(first.Context, fails: true);
            first.Harness.ExpectsFailure = true;
            await first.Harness.StartAsync();
            first.Put("in/a", "a");
            await first.Harness.AdvanceAsync();
            Assert.IsType<InjectedFaultException>(first.Context.Failure!.InnerException);
        }

        await using FileJob second = NewLife();
        Define(second.Context, fails: false);
        second.Put("in/b", "b", second.Now.AddSeconds(-0.5));
        await second.Harness.StartAsync();
        await second.Harness.AdvanceAsync(3);
        Assert.Equal(["a", "a", "b"], read);

        void Define(StreamingContext ssc, bool fails) => ssc.TextFileStream(_disk["in"]).ForeachRdd(async (rdd, _, cancellation) =>
        {
            read.AddRange(await rdd.CollectAsync(cancellation));
            if (fails)
            {
                throw new InjectedFaultException();
            }
        });
    }

    [Fact]
    public async Task The_head_remembers_files_for_the_window_and_no_longer()
    {
        Directory.CreateDirectory(_disk["in"]);
        await using FileJob job = NewLife(options => options.FileStreamMinRememberDuration = TimeSpan.FromSeconds(5));
        job.Context.TextFileStream(_disk["in"]).CollectTo("out");
        await job.Harness.StartAsync();
        var kept = new List<int>();
        for (int batch = 0; batch < 12; batch++)
        {
            if (batch < 3)
            {
                job.Put($"in/{batch}", "x");
            }

            await job.Harness.AdvanceAsync();
            kept.Add(HeadFormat.Decode((await _store.ReadHeadAsync(default))!, _store).Remembered.Count);
        }

        // Those with files within the window, and the last one.
        Assert.Equal([1, 2, 3, 4, 4, 4, 3, 2, 1, 1, 1, 1], kept);
    }

    private FileJob NewLife(Action<StreamingContextOptions>? configure = null) => new(
        options =>
        {
            options.TimeProvider = _time;
            options.CheckpointStore = _store;
            configure?.Invoke(options);
        },
        _disk);
}
