using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class RememberTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AStreamRemembersForItsSlide()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> mapped = input.Map(number => number);
        mapped.CollectTo("out");
        await harness.StartAsync();
        Assert.Equal([Second, Second], [input.RememberDuration, mapped.RememberDuration]);
    }

    [Fact]
    public async Task LookingBackAddsUpThroughTheGraph()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> mapped = input.Map(number => number);
        var inner = new LookBackStream<int>(mapped, 2 * Second, Second);
        var outer = new LookBackStream<int>(inner, 4 * Second, 2 * Second);
        outer.CollectTo("out");
        harness.Context.Remember(3 * Second);
        await harness.StartAsync();
        Assert.Equal(
            [9 * Second, 9 * Second, 7 * Second, 3 * Second],
            [input.RememberDuration, mapped.RememberDuration, inner.RememberDuration, outer.RememberDuration]);
        Assert.Equal<DStream>([mapped, inner], harness.Context.Graph.LookedBackOn);
    }

    [Fact]
    public async Task RememberRaisesAndNeverLowers()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var window = new LookBackStream<int>(input, 4 * Second, 2 * Second);
        window.CollectTo("out");
        harness.Context.Remember(TimeSpan.FromSeconds(1.5));
        await harness.StartAsync();
        Assert.Equal([6 * Second, 2 * Second], [input.RememberDuration, window.RememberDuration]);
    }

    [Fact]
    public async Task AStreamThatNoOutputUsesAsksNothingOfItsParents()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        _ = new LookBackStream<int>(input, 100 * Second, Second);
        input.CollectTo("out");
        await harness.StartAsync();
        Assert.Equal(Second, input.RememberDuration);
        Assert.Empty(harness.Context.Graph.LookedBackOn);
    }

    [Fact]
    public async Task RememberIsSaidOnceBeforeTheStart()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        Assert.Throws<ArgumentOutOfRangeException>(() => harness.Context.Remember(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => harness.Context.Remember(-Second));
        harness.Context.Remember(Second);
        Assert.Throws<InvalidOperationException>(() => harness.Context.Remember(2 * Second));
        await harness.StartAsync();
        await using StreamingTestHarness started = LifeCycleTests.Collecting();
        await started.StartAsync();
        Assert.Throws<InvalidOperationException>(() => started.Context.Remember(Second));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ADatasetIsMadeOfEarlierOnes(int slide)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> reduced = input.Map(number => (number % 2, number)).ReduceByKey((left, right) => left + right);
        new LookBackStream<(int Key, int Value)>(reduced, 3 * Second, slide * Second).ReduceByKey((left, right) => left + right).CollectTo("out");
        TestFeed<int> feed = harness.Feed<int>("in");
        for (int batch = 1; batch <= 6; batch++)
        {
            _ = batch == 4 ? feed.AppendNoDataset() : feed.AppendPartitions([batch], [10 * batch, (10 * batch) + 1]);
        }

        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        IEnumerable<(int, int)[]> expected = Enumerable.Range(1, 6).Where(batch => batch % slide == 0).Select(batch =>
            Enumerable.Range(batch - 2, 3).Where(one => one is > 0 and not 4).SelectMany(one => new[] { one, 10 * one, (10 * one) + 1 })
                .GroupBy(number => number % 2, (key, numbers) => (key, numbers.Sum())).Order().ToArray());
        Assert.Equal(expected, harness.Output<(int, int)>("out").Batches.Select(batch => batch.Records.Order().ToArray()));
    }

    [Fact]
    public async Task AnAttemptMayFailUnderABatchThatLooksBackOnIt()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        int failures = 0;
        var gate = new TaskCompletionSource();
        input.ForeachRdd(async (_, time) =>
        {
            if (time == Batches.FailurePolicyTests.At(1) && Interlocked.Increment(ref failures) == 1)
            {
                // Until the next batch is planned on this attempt's dataset.
                await gate.Task;
                throw new InjectedFaultException();
            }
        });
        new LookBackStream<int>(input, 2 * Second, Second).Transform(rdd =>
        {
            if (rdd.PartitionCount > 1)
            {
                gate.TrySetResult();
            }

            return rdd;
        }).CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(2).Append(3);
        await harness.StartAsync();
        harness.Time.Advance(2 * Second);
        await harness.AdvanceAsync();
        Assert.Equal([[1], [1, 2], [2, 3]], harness.Output<int>("out").Batches.Select(batch => batch.Records));
        Assert.Equal(2, failures);
    }
}
