using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class StopTests
{
    [Fact]
    public async Task AGracefulStopFinishesWhatHasArrived()
    {
        await using var harness = new StreamingTestHarness();
        var source = new ProbeSource(harness.Context);
        source.CollectTo("out");
        await harness.StartAsync();
        source.Arrive(1, 2);
        await harness.AdvanceAsync();
        source.Arrive(3);
        await harness.StopAsync();
        Assert.Equal([1, 2, 3], harness.Output<int>("out").Records);
        Assert.Equal(1, source.Stops);
        Assert.Equal(source.SealCalls, source.Releases);
    }

    [Fact]
    public async Task AGracefulStopWithoutUnsealedDataDoesNotWaitForTheClock()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await harness.Context.StopAsync().WaitAsync(harness.Patience);
        Assert.Single(harness.Output<int>("out").Batches);
    }

    [Fact]
    public async Task AGracefulStopFinishesBatchesThatWait()
    {
        var gate = new TaskCompletionSource();
        var done = new List<BatchTime>();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd(async (_, time) =>
        {
            await gate.Task;
            done.Add(time);
        });
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        Task stop = harness.Context.StopAsync();
        gate.SetResult();
        await stop.WaitAsync(harness.Patience);
        Assert.Equal(5, done.Count);
        Assert.Equal(done.Order(), done);
    }

    [Fact]
    public async Task HandingOverFinishesWhatHasBegunAndLeavesTheRest()
    {
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var done = new List<int>();
        await using var harness = new StreamingTestHarness();
        var source = new ProbeSource(harness.Context);
        source.ForeachRdd(async (rdd, _, token) =>
        {
            reached.SetResult();
            await gate.Task;
            done.AddRange(await rdd.CollectAsync(token));
        });
        await harness.StartAsync();
        source.Arrive(1, 2);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await reached.Task.WaitAsync(harness.Patience);
        source.Arrive(3);
        Task handedOver = harness.Context.HandOverAsync(CancellationToken.None);
        Assert.False(handedOver.IsCompleted);
        gate.SetResult();
        await handedOver.WaitAsync(harness.Patience);
        Assert.Equal([1, 2], done);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        Assert.Equal(1, source.Stops);
    }

    [Fact]
    public async Task HandingOverDropsWhatCannotBeFinishedInTime()
    {
        var reached = new TaskCompletionSource();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd(async (_, _, token) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await reached.Task.WaitAsync(harness.Patience);
        await harness.Context.HandOverAsync(new CancellationToken(canceled: true)).WaitAsync(harness.Patience);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        Assert.True(harness.Context.Coordinator!.Committed < BatchTime.From(harness.Time.GetUtcNow()));
    }

    [Fact]
    public async Task HandingOverDoesNotWaitForABatchThatFailsNorIfItIsToStopAtOnce()
    {
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using StreamingTestHarness failing = HarnessOf(async () =>
        {
            reached.TrySetResult();
            await gate.Task;
            throw new FormatException();
        });
        await failing.StartAsync();
        failing.Time.Advance(TimeSpan.FromSeconds(1));
        await reached.Task.WaitAsync(failing.Patience);
        Task handedOver = failing.Context.HandOverAsync(CancellationToken.None);
        Assert.False(handedOver.IsCompleted);
        gate.SetResult();
        await handedOver.WaitAsync(failing.Patience);
        Assert.Equal(StreamingContextState.Stopped, failing.Context.State);

        var running = new TaskCompletionSource();
        await using StreamingTestHarness endless = HarnessOf(async () =>
        {
            running.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan);
        });
        await endless.StartAsync();
        endless.Time.Advance(TimeSpan.FromSeconds(1));
        await running.Task.WaitAsync(endless.Patience);
        handedOver = endless.Context.HandOverAsync(CancellationToken.None);
        Assert.False(handedOver.IsCompleted);
        endless.Context.RequestStop(graceful: false);
        await handedOver.WaitAsync(endless.Patience);

        static StreamingTestHarness HarnessOf(Func<Task> batch)
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.OnFailure = FailurePolicy.RetryThenStop;
            options.MaxBatchAttempts = 1000;
            options.CheckpointStore = new InMemoryCheckpointStore();
            var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = true };
            new ProbeSource(harness.Context).ForeachRdd((_, _, _) => batch());
            return harness;
        }
    }

    [Fact]
    public async Task AnImmediateStopCancelsWhatRunsAndDropsWhatWaits()
    {
        var reached = new TaskCompletionSource();
        var ended = new TaskCompletionSource<Exception?>();
        int calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd(async (_, _, cancellation) =>
        {
            Interlocked.Increment(ref calls);
            reached.TrySetResult();
            ended.SetResult(await Record.ExceptionAsync(() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation)));
            cancellation.ThrowIfCancellationRequested();
        });
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(3));
        await reached.Task;
        await harness.Context.StopAsync(graceful: false).WaitAsync(harness.Patience);
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task);
        Assert.Equal(1, calls);
        await harness.Context.AwaitTerminationAsync();
    }

    [Fact]
    public async Task AnImmediateStopCancelsActionsThatWereGivenNoToken()
    {
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        var ended = new TaskCompletionSource<Exception?>();
        int mapped = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number =>
        {
            if (Interlocked.Increment(ref mapped) == 1)
            {
                reached.Set();
                gate.Wait();
            }

            return number;
        }).ForeachRdd(async rdd => ended.SetResult(await Record.ExceptionAsync(() => rdd.CollectAsync())));
        harness.Feed<int>("in").Append([.. Enumerable.Range(0, 100_000)]);
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(reached.Wait(harness.Patience));
        await harness.Context.StopAsync(graceful: false).WaitAsync(harness.Patience);
        gate.Set();
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(harness.Patience));
        Assert.InRange(mapped, 1, 99_999);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("timeout")]
    [InlineData("second call")]
    [InlineData("dispose")]
    public async Task AGracefulStopCanBeCutShort(string how)
    {
        var reached = new TaskCompletionSource();
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.GracefulStopTimeout = TimeSpan.FromSeconds(7);
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        input.ForeachRdd(async (_, _, cancellation) =>
        {
            reached.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        });
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await reached.Task;
        using var token = new CancellationTokenSource();
        Task stop = harness.Context.StopAsync(graceful: true, token.Token);
        Assert.False(stop.IsCompleted);
        switch (how)
        {
            case "token":
                await token.CancelAsync();
                break;
            case "timeout":
                // The stop sets its timer on a thread of its own.
                while (!stop.IsCompleted)
                {
                    harness.Time.Advance(TimeSpan.FromSeconds(7));
                    await Task.Yield();
                }

                break;
            case "second call":
                await harness.Context.StopAsync(graceful: false).WaitAsync(harness.Patience);
                break;
            default:
                await harness.Context.DisposeAsync();
                break;
        }

        await stop.WaitAsync(harness.Patience);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
    }

    [Theory]
    [InlineData("foreachrdd")]
    [InlineData("transform")]
    [InlineData("map")]
    [InlineData("publish")]
    [InlineData("listener")]
    public async Task AwaitingAStopWhereItWouldWaitForItselfThrows(string where)
    {
        var errors = new List<Exception?>();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        StreamingContext ssc = harness.Context;
        async Task Stop()
        {
            Exception? error = await Record.ExceptionAsync(() => ssc.StopAsync());
            lock (errors)
            {
                errors.Add(error);
            }
        }

        switch (where)
        {
            case "foreachrdd":
                input.ForeachRdd(_ => Stop());
                break;
            case "transform":
                input.Transform(async (rdd, _, _) =>
                {
                    await Stop();
                    return rdd;
                }).CollectTo("out");
                break;
            case "map":
                input.Map(number =>
                {
                    Task stop = Stop();
                    Assert.True(stop.IsCompleted, "The stop went on inside a task.");
                    return number;
                }).CollectTo("out");
                break;
            case "publish":
                input.SaveTo(new ProbeSink { OnPublish = Stop });
                break;
            default:
                input.CollectTo("out");
                ssc.AddStreamingListener(new RecordingListener
                {
                    OnEvent = what => errors.Add(what.EndsWith("submitted", StringComparison.Ordinal) && !Stop().IsCompleted ? new TimeoutException() : null),
                });
                break;
        }

        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Exception error = Assert.Single(errors, found => found is not null)!;
        Assert.IsType<InvalidOperationException>(error);
        Assert.Contains(nameof(StreamingContext.RequestStop), error.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Active, ssc.State);
    }

    [Theory]
    [InlineData("foreachrdd")]
    [InlineData("map")]
    [InlineData("listener")]
    public async Task RequestStopWorksAnywhere(string where)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        StreamingContext ssc = harness.Context;
        input.CollectTo("out");
        switch (where)
        {
            case "foreachrdd":
                input.ForeachRdd(_ =>
                {
                    ssc.RequestStop();
                    return Task.CompletedTask;
                });
                break;
            case "map":
                input.Map(number =>
                {
                    ssc.RequestStop();
                    return number;
                }).CollectTo("mapped");
                break;
            default:
                ssc.AddStreamingListener(new RecordingListener
                {
                    OnEvent = what =>
                    {
                        if (what.EndsWith("completed", StringComparison.Ordinal))
                        {
                            ssc.RequestStop();
                        }
                    },
                });
                break;
        }

        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(StreamingContextState.Stopped, ssc.State);
        Assert.Equal([1], harness.Output<int>("out").Records);
        await harness.AdvanceAsync(3);
        Assert.Equal([1], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task ASourceThatFailsToStopDoesNotKeepOthersFromIt()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        var first = new ProbeSource(harness.Context) { StopError = new InjectedFaultException() };
        var second = new ProbeSource(harness.Context);
        await harness.StartAsync();
        await harness.StopAsync();
        Assert.Equal(1, first.Stops);
        Assert.Equal(1, second.Stops);
    }
}
