using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class RetentionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ASealIsLetGoWhenItsSourceIsForgotten()
    {
        await using var harness = new StreamingTestHarness();
        var near = new ProbeSource(harness.Context);
        near.CollectTo("near");
        var far = new ProbeSource(harness.Context);
        new LookBackStream<int>(far, 3 * Second, Second).CollectTo("far");
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal((5, 2), (near.Releases, far.Releases));
        await harness.StopAsync();
        Assert.Equal((6, 6), (near.Releases, far.Releases));
    }

    [Fact]
    public async Task ADatasetWhoseSourceHasLetGoIsOver()
    {
        await using var harness = new StreamingTestHarness();
        var near = new ProbeSource(harness.Context);
        var kept = new List<Rdd<int>>();
        near.ForeachRdd(rdd =>
        {
            kept.Add(rdd.Map(number => number));
            return Task.CompletedTask;
        });
        new LookBackStream<int>(new ProbeSource(harness.Context), 30 * Second, Second).CollectTo("far");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => kept[1].CountAsync());
        Assert.Contains("Probe", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await kept[2].CountAsync());
    }

    [Fact]
    public async Task NothingIsLetGoUnderAnAction()
    {
        await using var harness = new StreamingTestHarness();
        var source = new ProbeSource(harness.Context);
        using var reached = new ManualResetEventSlim();
        using var gate = new ManualResetEventSlim();
        source.CollectTo("out");
        harness.Context.Remember(Second);
        await harness.StartAsync();
        source.Arrive(1, 2);
        await harness.AdvanceAsync();
        Rdd<int> first = (await source.SliceAsync(Second))[0];
        Task<long> counting = first.Map(number =>
        {
            reached.Set();
            gate.Wait();
            return number;
        }).CountAsync();
        reached.Wait();
        await harness.AdvanceAsync(3);
        Assert.Equal(0, source.Releases);
        Assert.True(harness.Context.Coordinator!.OldestRetained == FailurePolicyTests.At(1));
        gate.Set();
        Assert.Equal(2, await counting);
        await harness.AdvanceAsync();
        Assert.Equal(4, source.Releases);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.CountAsync());
    }

    [Fact]
    public async Task ABatchCompletesAtItsCommitThoughItIsRemembered()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        var listener = new RecordingListener();
        harness.Context.AddStreamingListener(listener);
        harness.Context.Remember(100 * Second);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(2, listener.Completed.Count);
    }
}
