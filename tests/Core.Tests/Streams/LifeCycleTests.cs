using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class LifeCycleTests
{
    [Fact]
    public async Task AGraphWithoutOutputIsRefusedAndMayBeMended()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.StartAsync());
        Assert.Contains("No output operation", error.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Initialized, harness.Context.State);
        input.CollectTo("out");
        await harness.StartAsync();
        Assert.Equal(StreamingContextState.Active, harness.Context.State);
    }

    [Fact]
    public async Task StartingTwiceChangesNothing()
    {
        await using StreamingTestHarness harness = Collecting();
        await harness.StartAsync();
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(2, harness.Output<int>("out").Publications);
    }

    [Fact]
    public async Task AStoppedContextCannotBeStarted()
    {
        await using StreamingTestHarness harness = Collecting();
        await harness.StartAsync();
        await harness.StopAsync();
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.Context.StartAsync());
    }

    [Fact]
    public async Task StoppingIsAllowedInAnyStateAndAnyNumberOfTimes()
    {
        await using StreamingTestHarness fresh = Collecting();
        await fresh.StopAsync();
        Assert.Equal(StreamingContextState.Stopped, fresh.Context.State);
        await fresh.StopAsync(graceful: false);
        await fresh.Context.AwaitTerminationAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => fresh.Context.StartAsync());

        await using StreamingTestHarness running = Collecting();
        await running.StartAsync();
        await Task.WhenAll(running.StopAsync(), running.StopAsync(graceful: false), running.StopAsync());
        await running.StopAsync();
        Assert.Equal(StreamingContextState.Stopped, running.Context.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NothingIsAddedAfterStartOrStop(bool start)
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> pairs = input.Map(number => (number, number));
        input.CollectTo("out");
        if (start)
        {
            await harness.StartAsync();
        }
        else
        {
            await harness.StopAsync();
        }

        string why = start ? "started" : "stopped";
        Action[] additions =
        [
            () => harness.Context.AddressedInput<int>("other"),
            () => harness.Context.QueueStream(new Queue<Rdd<int>>()),
            () => input.Map(number => number),
            () => input.Filter(_ => true),
            () => input.FlatMap(number => new[] { number }),
            () => input.FlatMap<int>((number, emitter) => emitter.Emit(number)),
            () => input.MapPartitions(part => part),
            () => input.Union(input),
            () => input.Transform(rdd => rdd),
            () => input.Count(),
            () => pairs.ReduceByKey((left, right) => left + right),
            () => input.ForeachRdd(_ => Task.CompletedTask),
            () => input.Print(),
            () => input.CollectTo("more"),
            () => input.Named("late"),
        ];
        foreach (Action addition in additions)
        {
            Assert.Contains(why, Assert.Throws<InvalidOperationException>(addition).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SeveralContextsMayRunInAProcess()
    {
        await using StreamingTestHarness one = Collecting();
        await using StreamingTestHarness two = Collecting();
        one.Feed<int>("in").Append(1);
        two.Feed<int>("in").Append(2);
        await one.StartAsync();
        await two.StartAsync();
        await Task.WhenAll(one.AdvanceAsync(), two.AdvanceAsync());
        Assert.Equal([1], one.Output<int>("out").Records);
        Assert.Equal([2], two.Output<int>("out").Records);
    }

    [Fact]
    public async Task AFailingStartStopsWhatItHadBegun()
    {
        await using StreamingTestHarness harness = Collecting();
        var first = new ProbeSource(harness.Context);
        var second = new ProbeSource(harness.Context) { StartError = new InjectedFaultException("no such host") };
        var third = new ProbeSource(harness.Context);
        InjectedFaultException error = await Assert.ThrowsAsync<InjectedFaultException>(() => harness.Context.StartAsync());
        Assert.Equal("no such host", error.Message);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        Assert.Equal((1, 1), (first.Starts, first.Stops));
        Assert.Equal((1, 1), (second.Starts, second.Stops));
        Assert.Equal((0, 0), (third.Starts, third.Stops));
        await Assert.ThrowsAsync<InjectedFaultException>(() => harness.Context.AwaitTerminationAsync());
    }

    [Fact]
    public async Task ASourceMayAskForAStopWhileItStarts()
    {
        await using StreamingTestHarness harness = Collecting();
        _ = new ProbeSource(harness.Context) { OnStart = () => harness.Context.RequestStop() };
        await harness.Context.StartAsync();
        await harness.Context.AwaitTerminationAsync().WaitAsync(harness.Patience);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
    }

    [Fact]
    public async Task StartTellsTheListenersWhenItWas()
    {
        await using StreamingTestHarness harness = Collecting();
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        await harness.StartAsync();
        Assert.Equal([$"streaming started {VirtualTime.DefaultStart:O}"], listener.Events);
    }

    internal static StreamingTestHarness Harness(out InputDStream<int> input, StreamingContextOptions? options = null)
    {
        var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options ?? StreamingTestHarness.CreateOptions());
        harness.Feed<int>("in");
        input = harness.Context.AddressedInput<int>("in");
        return harness;
    }

    internal static StreamingTestHarness Collecting(StreamingContextOptions? options = null)
    {
        StreamingTestHarness harness = Harness(out InputDStream<int> input, options);
        input.CollectTo("out");
        return harness;
    }
}
