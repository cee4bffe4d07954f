using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class BatchSemanticsTests
{
    [Fact]
    public async Task ASharedParentIsMadeOncePerBatch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        int transforms = 0;
        DStream<int> shared = input.Transform(rdd =>
        {
            transforms++;
            return rdd;
        });
        shared.CollectTo("one");
        shared.Map(number => -number).CollectTo("two");
        shared.Union(shared).CollectTo("three");
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(2, transforms);
        Assert.Equal([1, 1, 2, 2], harness.Output<int>("three").Records);
    }

    [Fact]
    public async Task TwoOutputsOverOneShuffleRunItsMapStageOnce()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        int mapped = 0;
        DStream<(int Key, int Value)> counts = input
            .Map(number =>
            {
                Interlocked.Increment(ref mapped);
                return (number % 2, 1);
            })
            .ReduceByKey((left, right) => left + right);
        counts.CollectTo("one");
        counts.Filter(pair => pair.Key == 0).CollectTo("two");
        counts.Count().CollectTo("three");
        harness.Feed<int>("in").AppendPartitions([1, 2], [3, 4, 5]).Append(6);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(6, mapped);
        Assert.Equal([(0, 2), (1, 3)], harness.Output<(int, int)>("one").Batches[0].Records.Order());
        Assert.Equal([2, 1], harness.Output<long>("three").Records);
    }

    [Fact]
    public async Task NoDatasetAndAnEmptyOneDiffer()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var calls = new List<BatchTime>();
        input.ForeachRdd((_, time) =>
        {
            calls.Add(time);
            return Task.CompletedTask;
        });
        input.Count().CollectTo("count");
        harness.Feed<int>("in").AppendNoDataset().Append().Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([FailurePolicyTests.At(2), FailurePolicyTests.At(3)], calls);
        Assert.Equal([0, 1], harness.Output<long>("count").Records);
    }

    [Theory]
    [InlineData("union")]
    [InlineData("transform")]
    public async Task UnionAndTransformFailWithoutADataset(string which)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        DStream<int> bad = which == "union" ? input.Union(harness.Context.AddressedInput("full", new ListFeed<int>())) : input.Transform(rdd => rdd);
        bad.CollectTo("out");
        harness.Feed<int>("in").AppendNoDataset().Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([1], harness.Output<int>("out").Records);
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Contains("AddressedInput-1 has no dataset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LateTicksAreNotMerged()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        for (int i = 1; i <= 7; i++)
        {
            harness.Feed<int>("in").Append(i);
        }

        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(7));
        await harness.WhenIdleAsync();
        CollectedOutput<int> output = harness.Output<int>("out");
        Assert.Equal(Enumerable.Range(1, 7), output.Batches.Select(batch => Assert.Single(batch.Records)));
        Assert.Equal(Enumerable.Range(1, 7).Select(FailurePolicyTests.At), output.Batches.Select(batch => batch.Time));
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(1, 1000)]
    [InlineData(999, 1000)]
    [InlineData(12345, 700)]
    public async Task BatchTimesAreMultiplesOfTheInterval(int startOffset, int interval)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = new VirtualTime(VirtualTime.DefaultStart.AddMilliseconds(startOffset));
        await using var harness = new StreamingTestHarness(TimeSpan.FromMilliseconds(interval), options);
        harness.Context.AddressedInput("in", new ListFeed<int>()).CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        long start = VirtualTime.DefaultStart.AddMilliseconds(startOffset).ToUnixTimeMilliseconds();
        long first = ((start / interval) + 1) * interval;
        Assert.Equal([first, first + interval, first + (2 * interval)], harness.Output<int>("out").Batches.Select(batch => batch.Time.Milliseconds));
        Assert.Equal(first - interval, harness.Context.ZeroTime.Milliseconds);
    }

    [Fact]
    public async Task BatchesRunOneAtATimeInOrder()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        int running = 0;
        var order = new List<(BatchTime, int)>();
        for (int output = 0; output < 3; output++)
        {
            int id = output;
            input.ForeachRdd(async (_, time) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                order.Add((time, id));
                await Task.Yield();
                Interlocked.Decrement(ref running);
            });
        }

        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(20));
        await harness.AdvanceAsync(0);
        Assert.Equal(60, order.Count);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public async Task AnUnusedSourceIsHarmless()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting();
        harness.Context.AddressedInput("unused", new ListFeed<int>()).Map(number => number);
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task StreamsOfOtherContextsAreRefused()
    {
        await using StreamingTestHarness one = LifeCycleTests.Harness(out InputDStream<int> input);
        await using StreamingTestHarness two = LifeCycleTests.Harness(out InputDStream<int> foreign);
        Assert.Throws<ArgumentException>(() => input.Union(foreign));
    }

    [Fact]
    public async Task OperatorNamesAreUnique()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => number).Named("doubled");
        Assert.Throws<ArgumentException>(() => input.Map(number => number).Named("doubled"));
        Assert.Throws<ArgumentException>(() => input.Named(" "));

        // A name that a later operator would be given by itself.
        input.Filter(_ => true).Named("Filter-2");
        input.Filter(_ => true).CollectTo("out");
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.StartAsync());
        Assert.Contains("Filter-2", error.Message, StringComparison.Ordinal);
    }
}
