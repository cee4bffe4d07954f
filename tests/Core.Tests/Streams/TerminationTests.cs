using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class TerminationTests
{
    [Fact]
    public async Task AwaitTerminationEndsWithTheStop()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        Task wait = harness.Context.AwaitTerminationAsync();
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.False(wait.IsCompleted);
        await harness.StopAsync();
        await wait.WaitAsync(harness.Patience);
    }

    [Fact]
    public async Task CancellingTheWaitLeavesTheContextAlone()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        await harness.StartAsync();
        using var cancel = new CancellationTokenSource();
        Task wait = harness.Context.AwaitTerminationAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await harness.AdvanceAsync();
        Assert.Single(harness.Output<int>("out").Batches);
    }

    [Fact]
    public async Task TheFirstErrorIsRethrownAndTheContextGoesOn()
    {
        await using StreamingTestHarness harness = Failing();
        harness.Feed<int>("in").Append(0).Append(5).Append(0);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        for (int i = 0; i < 2; i++)
        {
            OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
            Assert.Equal(BatchTime.From(VirtualTime.DefaultStart.AddSeconds(1)), error.BatchTime);
        }

        Assert.Equal(StreamingContextState.Active, harness.Context.State);
        Assert.Equal([2], harness.Output<int>("out").Records);
        await harness.StopAsync();
        await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
    }

    [Fact]
    public async Task TheTimeoutFollowsTheClock()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        await harness.StartAsync();
        Task<bool> inVain = harness.Context.AwaitTerminationOrTimeoutAsync(TimeSpan.FromSeconds(2));
        await harness.AdvanceAsync(1);
        Assert.False(inVain.IsCompleted);
        await harness.AdvanceAsync(1);
        Assert.False(await inVain.WaitAsync(harness.Patience));
        Task<bool> inTime = harness.Context.AwaitTerminationOrTimeoutAsync(TimeSpan.FromSeconds(2));
        await harness.StopAsync();
        Assert.True(await inTime.WaitAsync(harness.Patience));
    }

    [Fact]
    public async Task ATimeoutThatFailedTheJobIsNotTakenForTheWaitsOwn()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        _ = new ProbeSource(harness.Context) { StartError = new TimeoutException("The broker does not answer.") };
        await Assert.ThrowsAsync<TimeoutException>(() => harness.Context.StartAsync());
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(
            () => harness.Context.AwaitTerminationOrTimeoutAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal("The broker does not answer.", error.Message);
    }

    [Fact]
    public async Task RunEndsGracefullyWhenItIsCancelled()
    {
        await using var harness = new StreamingTestHarness();
        var source = new ProbeSource(harness.Context);
        source.CollectTo("out");
        using var stopping = new CancellationTokenSource();
        Task run = harness.Context.RunAsync(stopping.Token);
        await harness.StartAsync();
        source.Arrive(1);
        await harness.AdvanceAsync();
        source.Arrive(2);
        await stopping.CancelAsync();
        await harness.AdvanceAsync();
        await run.WaitAsync(harness.Patience);
        Assert.Equal([1, 2], harness.Output<int>("out").Records);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
    }

    [Fact]
    public async Task RunThrowsTheErrorAndLeavesTheContextStopped()
    {
        await using StreamingTestHarness harness = Failing();
        harness.Feed<int>("in").Append(0);
        Task run = harness.Context.RunAsync();
        await harness.StartAsync();
        await harness.AdvanceAsync();
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => run.WaitAsync(harness.Patience));
        Assert.IsType<DivideByZeroException>(error.InnerException);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
    }

    private static StreamingTestHarness Failing()
    {
        StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Map(number => 10 / number).CollectTo("out");
        return harness;
    }
}
