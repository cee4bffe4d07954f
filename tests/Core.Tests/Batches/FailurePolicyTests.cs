using System.Collections.Concurrent;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class FailurePolicyTests
{
    [Fact]
    public async Task ReportAndContinueRunsTheOtherOutputsAndLaterBatches()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.CollectTo("before");
        input.ForeachRdd((_, time) => time == At(1) ? throw new InjectedFaultException() : Task.CompletedTask);
        input.CollectTo("after");
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([1, 2], harness.Output<int>("before").Records);
        Assert.Equal([1, 2], harness.Output<int>("after").Records);
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.Equal("ForeachRdd-1", error.OperatorName);
        Assert.Equal(At(1), error.BatchTime);
    }

    [Fact]
    public async Task RetryThenStopRunsTheSameInputAgainAndStopsWithTheLastError()
    {
        await using StreamingTestHarness harness = Retrying(attempts: 3, out InputDStream<int> input);
        var seen = new ConcurrentQueue<string>();
        input.ForeachRdd(async (rdd, time) =>
        {
            seen.Enqueue($"{(time - At(0)).TotalSeconds}: {string.Join(" ", await rdd.CollectAsync())}");
            throw new InjectedFaultException($"attempt {seen.Count}");
        });
        input.CollectTo("out");
        harness.Feed<int>("in").Append(1, 2).Append(3);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(["1: 1 2", "1: 1 2", "1: 1 2"], seen);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.Equal("attempt 3", error.InnerException!.Message);
        Assert.Empty(harness.Output<int>("out").Batches);
    }

    [Fact]
    public async Task ABatchThatSucceedsAtLastCountsOnce()
    {
        await using StreamingTestHarness harness = Retrying(attempts: 3, out InputDStream<int> input);
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        var fault = new TransientFault(2);
        input.CollectTo("out");
        input.ForeachRdd(_ =>
        {
            fault.Strike();
            return Task.CompletedTask;
        });
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        CollectedOutput<int> output = harness.Output<int>("out");
        Assert.Equal([3, 1], output.Batches.Select(batch => batch.Attempt));
        Assert.Equal([1, 2], output.Records);
        Assert.Equal(2, output.Publications);
        Assert.Single(listener.Events, "1 submitted");
        Assert.Single(listener.Events, "1 completed");
        Assert.Equal(["1 started attempt 1", "1 started attempt 2", "1 started attempt 3"], listener.Events.Where(what => what.StartsWith("1 started", StringComparison.Ordinal)));
        Assert.Null(harness.Context.Failure);
    }

    [Fact]
    public async Task TheRetryWaitsForItsDelay()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.BatchRetryDelay = TimeSpan.FromMilliseconds(300);
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        var fault = new TransientFault(1);
        input.Transform(rdd => fault.Pass(rdd)).CollectTo("out");
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1299));
        Assert.Empty(harness.Output<int>("out").Batches);
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task AnErrorInPlanningLeavesTheBatchWithoutJobs()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        input.CollectTo("first");
        input.Transform((rdd, time) => time == At(1) ? throw new InjectedFaultException() : rdd).CollectTo("second");
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([2], harness.Output<int>("first").Records);
        Assert.Equal([2], harness.Output<int>("second").Records);
        Assert.DoesNotContain(listener.Events, what => what.StartsWith("1 ", StringComparison.Ordinal));
        Assert.Equal("Transform-1", Assert.IsType<OperatorFailedException>(harness.Context.Failure).OperatorName);
    }

    [Fact]
    public async Task ABatchWhoseFirstPlanFailedIsSubmittedWhenAPlanSucceeds()
    {
        await using StreamingTestHarness harness = Retrying(attempts: 2, out InputDStream<int> input);
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        var fault = new TransientFault(1);
        input.Transform(rdd => fault.Pass(rdd)).CollectTo("out");
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(
            ["1 submitted", "1 started attempt 2", "1 0 CollectTo-1 started", "1 0 CollectTo-1 completed", "1 completed"],
            listener.Events.Skip(1));
        Assert.Equal(VirtualTime.DefaultStart.AddSeconds(1), Assert.Single(listener.Completed).SubmissionTime);
    }

    [Theory]
    [InlineData(FailurePolicy.ReportAndContinue)]
    [InlineData(FailurePolicy.RetryThenStop)]
    public async Task WhatOtherSourcesSealedForAFailedSealIsNotForgotten(FailurePolicy onFailure)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = onFailure;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = true };
        var first = new ProbeSource(harness.Context);
        var second = new ProbeSource(harness.Context);
        second.FailingSeals.Add(1);
        first.Union(second).CollectTo("out");
        await harness.StartAsync();
        first.Arrive(1);
        second.Arrive(2);
        await harness.AdvanceAsync(2);
        await harness.StopAsync();
        if (onFailure == FailurePolicy.RetryThenStop)
        {
            // The batch is sealed at the second try, and the first source was asked once.
            Assert.Equal([1, 2], harness.Output<int>("out").Records);
            Assert.Equal(2, first.SealCalls);
            Assert.Null(harness.Context.Failure);
        }
        else
        {
            // The batch is lost and said to be; what the failing source holds comes with the next one.
            Assert.Equal([2], harness.Output<int>("out").Records);
            Assert.IsType<InjectedFaultException>(harness.Context.Failure);
        }

        Assert.Equal(first.SealCalls, first.Releases);
    }

    [Theory]
    [InlineData(FailurePolicy.ReportAndContinue, 3, true)]
    [InlineData(FailurePolicy.ReportAndContinue, 4, false)]
    [InlineData(FailurePolicy.RetryThenStop, 3, true)]
    [InlineData(FailurePolicy.RetryThenStop, 4, false)]
    public async Task PublishingIsTriedAgain(FailurePolicy onFailure, int faults, bool succeeds)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = onFailure;
        options.MaxBatchAttempts = 4;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        var sink = new ProbeSink { PublishFault = new TransientFault(faults) };
        input.SaveTo(sink, "Probe");
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        bool stopped = onFailure == FailurePolicy.RetryThenStop && !succeeds;
        Assert.Equal(stopped ? StreamingContextState.Stopped : StreamingContextState.Active, harness.Context.State);
        Assert.Equal(stopped ? [] : succeeds ? ["1", "2"] : ["2"], sink.Published);
        Assert.Equal(succeeds, harness.Context.Failure is null);
        if (!succeeds)
        {
            OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
            Assert.Equal("Probe-1", error.OperatorName);
            Assert.IsType<InjectedFaultException>(error.InnerException);
        }
    }

    internal static BatchTime At(int batch) => BatchTime.From(VirtualTime.DefaultStart.AddSeconds(batch));

    private static StreamingTestHarness Retrying(int attempts, out InputDStream<int> input)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxBatchAttempts = attempts;
        StreamingTestHarness harness = LifeCycleTests.Harness(out input, options);
        harness.ExpectsFailure = true;
        return harness;
    }
}
