using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class ListenerTests
{
    [Fact]
    public async Task EventsComeInOrder()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        input.CollectTo("out");
        input.ForeachRdd((_, time) => time == FailurePolicyTests.At(2) ? throw new InjectedFaultException() : Task.CompletedTask);
        input.Print();
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        await harness.StopAsync();
        Assert.Equal([.. Batch(1, "completed"), .. Batch(2, "failed")], listener.Events.Skip(1));

        static string[] Batch(int time, string second) =>
        [
            $"{time} submitted",
            $"{time} started attempt 1",
            $"{time} 0 CollectTo-1 started",
            $"{time} 0 CollectTo-1 completed",
            $"{time} 1 ForeachRdd-1 started",
            $"{time} 1 ForeachRdd-1 {second}",
            $"{time} 2 Print-1 started",
            $"{time} 2 Print-1 completed",
            $"{time} completed",
        ];
    }

    [Fact]
    public async Task TheInfoSaysWhatTheBatchHeldAndHowLongItTook()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        input.ForeachRdd(_ =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(250));
            return Task.CompletedTask;
        });
        harness.Feed<int>("in").AppendPartitions([1, 2], [3]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        BatchInfo info = Assert.Single(listener.Completed);
        Assert.Equal(3, info.Records);
        Assert.Equal("AddressedInput-1", Assert.Single(info.Inputs).Source);
        Assert.Equal("in[0]", info.Inputs[0].Description);
        Assert.Equal(TimeSpan.Zero, info.SchedulingDelay);
        Assert.Equal(TimeSpan.FromMilliseconds(250), info.ProcessingDelay);
        Assert.Equal(TimeSpan.FromMilliseconds(250), info.TotalDelay);
        OutputOperationInfo operation = Assert.Single(info.OutputOperations);
        Assert.Equal(TimeSpan.FromMilliseconds(250), operation.Duration);
        Assert.Null(operation.Failure);
    }

    [Fact]
    public async Task AThrowingListenerChangesNothingForOthers()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        var after = new RecordingListener();
        harness.Context.AddStreamingListener(new RecordingListener { OnEvent = _ => throw new InjectedFaultException() });
        harness.Context.AddStreamingListener(after);
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Contains("1 completed", after.Events);
        Assert.Equal([1], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task ARemovedListenerIsToldNothingMore()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        harness.Context.RemoveStreamingListener(listener);
        int told = listener.Events.Count;
        await harness.AdvanceAsync();
        await harness.StopAsync();
        Assert.Equal(told, listener.Events.Count);
    }

    [Fact]
    public async Task BatchesWithoutJobsAreNotToldOf()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        harness.Feed<int>("in").AppendNoDataset().Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.All(listener.Events.Skip(1), what => Assert.StartsWith("2 ", what, StringComparison.Ordinal));
        Assert.Equal(6, listener.Events.Count);
    }
}
