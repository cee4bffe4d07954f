using OrleansStream.Core.Tests.Batches;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class SliceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task ASliceHasBothItsEnds()
    {
        await using StreamingTestHarness harness = await RunAsync(batches: 5, remembered: 10);
        Assert.Equal(["2", "3", "4"], await SliceAsync(harness, At(2), At(4)));
        Assert.Equal(["3"], await SliceAsync(harness, At(3), At(3)));
    }

    [Fact]
    public async Task EndsAreFlooredAndTimesOutsideTheJobLeftOut()
    {
        await using StreamingTestHarness harness = await RunAsync(batches: 3, remembered: 10);
        TimeSpan half = TimeSpan.FromMilliseconds(500);
        Assert.Equal(["2"], await SliceAsync(harness, At(2) + half, At(2) + (Second * 0.9)));
        Assert.Equal(["1", "2", "3"], await SliceAsync(harness, At(-100), At(100)));
        Assert.Empty(await SliceAsync(harness, At(-100), At(0)));
        Assert.Empty(await SliceAsync(harness, At(4), At(100)));
    }

    [Fact]
    public async Task ASliceOfADurationEndsWithTheNewestBatch()
    {
        await using StreamingTestHarness harness = await RunAsync(batches: 5, remembered: 10);
        Assert.Equal(["4", "5"], await TextsAsync(await Mapped(harness).SliceAsync(2 * Second)));
        Assert.Equal(["1", "2", "3", "4", "5"], await TextsAsync(await Mapped(harness).SliceAsync(TimeSpan.FromHours(1))));
    }

    [Fact]
    public async Task BatchesWithoutADatasetGiveNone()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        harness.Context.Remember(10 * Second);
        harness.Feed<int>("in").Append(1).AppendNoDataset().Append(3);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([At(1), At(3)], (await input.SliceAsync(At(1), At(3))).Select(rdd => rdd.Time!.Value));
    }

    [Fact]
    public async Task AStreamThatNoOutputUsesIsComputedOnRequest()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        DStream<(int, int)> unused = input.Map(number => (number % 2, number)).ReduceByKey((left, right) => left + right);
        harness.Context.Remember(10 * Second);
        harness.Feed<int>("in").Append(1, 2, 3).Append(5, 7);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        IReadOnlyList<Rdd<(int, int)>> slice = await unused.SliceAsync(At(1), At(2));
        Assert.Equal([(0, 2), (1, 4)], (await slice[0].CollectAsync()).Order());
        Assert.Equal([(1, 12)], await slice[1].CollectAsync());
        Assert.Same(slice[1], (await unused.SliceAsync(At(2), At(2)))[0]);
    }

    [Fact]
    public async Task WhatIsForgottenIsRefusedWithTheOldestThereIs()
    {
        await using StreamingTestHarness harness = await RunAsync(batches: 5, remembered: 2);
        BatchNotRetainedException error = await Assert.ThrowsAsync<BatchNotRetainedException>(() => SliceAsync(harness, At(2), At(5)));
        Assert.Equal((At(2), At(4)), (error.Time, error.Oldest!.Value));
        Assert.Equal(Mapped(harness).Name, error.Stream);
        Assert.Equal(["4", "5"], await SliceAsync(harness, At(4), At(5)));
    }

    [Fact]
    public async Task DatasetsMayBeUsedWhileTheyAreRemembered()
    {
        await using StreamingTestHarness harness = await RunAsync(batches: 2, remembered: 2);
        Rdd<string> first = (await Mapped(harness).SliceAsync(At(1), At(1)))[0];
        Rdd<(string, int)> derived = first.Map(text => (text, 1)).ReduceByKey((left, right) => left + right);
        Assert.Equal([("1", 1)], await derived.CollectAsync());
        await harness.AdvanceAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.CountAsync());
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => derived.CountAsync());
        Assert.Contains(At(1).ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailedBatchIsRememberedToo()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.ForeachRdd((_, _) => throw new InjectedFaultException());
        harness.Context.Remember(10 * Second);
        harness.Feed<int>("in").Append(7);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([7], await (await input.SliceAsync(At(1), At(1)))[0].CollectAsync());
    }

    [Fact]
    public async Task ASliceNeedsARunningContext()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        await Assert.ThrowsAsync<InvalidOperationException>(() => input.SliceAsync(At(1), At(2)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => input.SliceAsync(Second));
        await harness.StartAsync();
        Assert.Empty(await input.SliceAsync(At(1), At(2)));
        Assert.Empty(await input.SliceAsync(Second));
        await harness.AdvanceAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => input.SliceAsync(At(2), At(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => input.SliceAsync(TimeSpan.Zero));
        await harness.StopAsync();
        await Assert.ThrowsAsync<BatchNotRetainedException>(() => input.SliceAsync(At(1), At(1)));
    }

    [Fact]
    public async Task ABatchMaySliceThoseBeforeIt()
    {
        await using StreamingTestHarness harness = Harness(out InputDStream<int> input);
        var sums = new List<int>();
        input.ForeachRdd(async (_, time) =>
        {
            IReadOnlyList<Rdd<int>> slice = await input.SliceAsync(time - Second, time);
            sums.Add((await Task.WhenAll(slice.Select(rdd => rdd.CollectAsync()))).Sum(records => records.Sum()));
        });
        harness.Feed<int>("in").Append(1).Append(10).Append(100);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([1, 11, 110], sums);
    }

    private static BatchTime At(int batch) => FailurePolicyTests.At(batch);

    private static StreamingTestHarness Harness(out InputDStream<int> input)
    {
        StreamingTestHarness harness = LifeCycleTests.Harness(out input);
        input.CollectTo("out");
        return harness;
    }

    private static async Task<StreamingTestHarness> RunAsync(int batches, int remembered)
    {
        StreamingTestHarness harness = Harness(out InputDStream<int> input);
        input.Map(number => $"{number}").Named("mapped").CollectTo("texts");
        harness.Context.Remember(remembered * Second);
        for (int batch = 1; batch <= batches; batch++)
        {
            harness.Feed<int>("in").Append(batch);
        }

        await harness.StartAsync();
        await harness.AdvanceAsync(batches);
        return harness;
    }

    private static DStream<string> Mapped(StreamingTestHarness harness) => (DStream<string>)harness.Context.Graph.Outputs[1].Stream;

    private static async Task<IEnumerable<string>> SliceAsync(StreamingTestHarness harness, BatchTime from, BatchTime to) =>
        await TextsAsync(await Mapped(harness).SliceAsync(from, to));

    private static async Task<IEnumerable<string>> TextsAsync(IReadOnlyList<Rdd<string>> slice) =>
        (await Task.WhenAll(slice.Select(rdd => rdd.CollectAsync()))).Select(Assert.Single);
}
