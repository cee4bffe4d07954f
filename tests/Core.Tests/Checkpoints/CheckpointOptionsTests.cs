using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

public sealed class CheckpointOptionsTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task GetOrCreateAlwaysCallsTheFunctionAndGoesOnFromTheDirectory()
    {
        var time = new VirtualTime();
        List<int> log = [1];
        int calls = 0;
        var epochs = new List<long>();
        for (int life = 0; life < 3; life++)
        {
            await using StreamingContext ssc = StreamingContext.GetOrCreate(_disk["checkpoint"], () =>
            {
                calls++;
                var made = new StreamingContext(TimeSpan.FromSeconds(1), Options(time));
                new LogSource(made, log).Print();
                return made;
            });
            await ssc.StartAsync();
            epochs.Add(ssc.Epoch);
            await ssc.StopAsync();
        }

        Assert.Equal(3, calls);
        Assert.Equal([1, 2, 3], epochs);
        Assert.True(File.Exists(_disk["checkpoint/head-3"]));
    }

    [Fact]
    public async Task TheFunctionMayNameTheSameDirectoryAndNoOther()
    {
        await using StreamingContext same = StreamingContext.GetOrCreate(_disk["a"], () => New(ssc => ssc.Checkpoint(_disk["x/../a"])));
        await using StreamingContext other = New(ssc => ssc.Checkpoint(_disk["b"]));
        var error = Assert.Throws<InvalidOperationException>(() => StreamingContext.GetOrCreate(_disk["a"], () => other));
        Assert.Contains(_disk["b"], error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => StreamingContext.GetOrCreate(_disk["a"], () => null!));
        Assert.Throws<ArgumentNullException>(() => StreamingContext.GetOrCreate(_disk["a"], null!));
        Assert.Throws<ArgumentException>(() => StreamingContext.GetOrCreate(" ", () => other));
    }

    [Fact]
    public async Task NullTurnsTheCheckpointOff()
    {
        StreamingContextOptions options = Options(new VirtualTime());
        options.CheckpointDirectory = _disk["checkpoint"];
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), options);
        ssc.Checkpoint(null);
        new LogSource(ssc, []).Print();
        await ssc.StartAsync();
        Assert.Empty(_disk.Everything());
        Assert.Throws<InvalidOperationException>(() => ssc.Checkpoint(_disk["checkpoint"]));
        await ssc.StopAsync(graceful: false);
        Assert.Throws<InvalidOperationException>(() => ssc.Checkpoint(null));
    }

    [Fact]
    public async Task OptionsSayWhereTheCheckpointIs()
    {
        StreamingContextOptions options = Options(new VirtualTime());
        options.CheckpointDirectory = _disk["checkpoint"];
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), options);
        new LogSource(ssc, []).Print();
        await ssc.StartAsync();
        Assert.True(File.Exists(_disk["checkpoint/head-1"]));
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentException>(() => With(options => options.CheckpointDirectory = " "));
        Assert.Throws<ArgumentException>(() => With(options => options.CommitInterval = TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => With(options => options.CommitInterval = TimeSpan.FromDays(2)));
        Assert.Throws<ArgumentException>(() => With(options =>
        {
            options.CheckpointDirectory = _disk.Root;
            options.CheckpointStore = new InMemoryCheckpointStore();
        }));

        static void With(Action<StreamingContextOptions> change)
        {
            var options = new StreamingContextOptions();
            change(options);
            _ = new StreamingContext(TimeSpan.FromSeconds(1), options);
        }
    }

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(10, 30, 3)]
    [InlineData(10, 0, 1)]
    [InlineData(1000, null, 1)]
    [InlineData(1000, 3000, 3)]
    public async Task OneHeadCommitsTheBatchesOfACommitInterval(int interval, int? commitInterval, int batches)
    {
        var store = new FaultyCheckpointStore(new InMemoryCheckpointStore());
        var job = new RecoveringJob { Store = store, Interval = TimeSpan.FromMilliseconds(interval) };
        await using StreamingTestHarness harness = job.NewLife(
            ssc => new LogSource(ssc, []).CollectTo("out"),
            options => options.CommitInterval = commitInterval is { } said ? TimeSpan.FromMilliseconds(said) : null);
        await harness.StartAsync();
        int heads = store.Calls(StoreOperation.CompareAndSwapHead);
        await harness.AdvanceAsync(batches * 4);

        // And one before the first batch of a source that is new.
        Assert.Equal(4 + 1, store.Calls(StoreOperation.CompareAndSwapHead) - heads);
        Assert.Equal(batches * 4, harness.Output<int>("out").Batches.Count);

        // The rest is committed at the end.
        await harness.AdvanceAsync();
        Assert.Equal((batches * 4) + (batches == 1 ? 1 : 0), harness.Output<int>("out").Batches.Count);
        await harness.StopAsync();
        Assert.Equal((batches * 4) + 1, harness.Output<int>("out").Batches.Count);
    }

    private static StreamingContextOptions Options(VirtualTime time)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = time;
        return options;
    }

    private static StreamingContext New(Action<StreamingContext> configure)
    {
        var ssc = new StreamingContext(TimeSpan.FromSeconds(1), Options(new VirtualTime()));
        configure(ssc);
        return ssc;
    }
}
