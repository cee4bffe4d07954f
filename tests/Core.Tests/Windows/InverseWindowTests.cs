using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Windows;

/// <summary>Windows that are made from the window before.</summary>
public class InverseWindowTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task OnlyKeysThatLeaveOrEnterAreTouched()
    {
        const int Keys = 1000;
        long calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.FlatMap(batch => batch == 1 ? Enumerable.Range(0, Keys) : [batch]).Map(key => (key, 1)).ReduceByKeyAndWindow(
            (left, right) => Counted(left + right), (sum, left) => Counted(sum - left), 5 * Second).CollectTo("out");
        WindowTests.Feed(harness, 10);
        await harness.StartAsync();
        await harness.AdvanceAsync(5);
        long before = Interlocked.Read(ref calls);
        await harness.AdvanceAsync(1);
        Assert.InRange(Interlocked.Read(ref calls) - before, Keys, Keys + 2);
        await harness.AdvanceAsync(4);
        Assert.InRange(Interlocked.Read(ref calls) - before, Keys, Keys + 12);
        Assert.Equal(Keys, harness.Output<(int Key, int Value)>("out").Last.Records.Count);

        int Counted(int value)
        {
            Interlocked.Increment(ref calls);
            return value;
        }
    }

    [Fact]
    public async Task KeysStayUnlessTheFilterDropsThemAndComeAgain()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> pairs = input.Map(number => (number, 1));
        pairs.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, 2 * Second).CollectTo("staying");
        pairs.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, 2 * Second, filter: pair => pair.Value != 0).CollectTo("filtered");
        harness.Feed<int>("in").Append(7, 7).Append().Append().Append(7);
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal([2, 2, 0, 1, 1, 0], harness.Output<(int Key, int Value)>("staying").Records.Select(pair => pair.Value));
        Assert.Equal([1, 1, 0, 1, 1, 0], harness.Output<(int Key, int Value)>("filtered").Batches.Select(batch => batch.Records.Count));
    }

    [Fact]
    public async Task AFilterThatDropsKeysTooEarlyFailsTheBatchInWhichTheirValuesLeave()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Map(number => (0, number)).ReduceByKeyAndWindow(
            (left, right) => left + right, (sum, left) => sum - left, 2 * Second, filter: pair => pair.Value > 5).CollectTo("out");
        harness.Feed<int>("in").Append(3).Append();
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.Equal("ReduceByKeyAndWindow-1", error.OperatorName);
        Assert.Contains("the window before has no value of it", error.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheWindowAfterAFailedOneIsMadeFromItsBatches()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Map(number => (0, number)).ReduceByKeyAndWindow(
            (left, right) => right == 3 ? throw new InjectedFaultException() : left + right, (sum, left) => sum - left, 2 * Second).CollectTo("out");
        WindowTests.Feed(harness, 6);
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal([1, 3, 7, 9, 11], harness.Output<(int Key, int Value)>("out").Records.Select(pair => pair.Value));
    }

    [Fact]
    public async Task WindowsGoOnWhereNoOutputAsksForThem()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<long> counts = input.CountByWindow(3 * Second);
        var seen = new List<long>();
        counts.ForeachRdd(async (rdd, time, cancellation) =>
        {
            if (time.Milliseconds / 1000 % 4 == 0)
            {
                seen.AddRange(await rdd.CollectAsync(cancellation));
            }
        });
        harness.Feed<int>("in").Append(1).Append(1, 2).Append().Append(1, 2, 3, 4).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(8);
        Assert.Equal([6, 0], seen);
    }

    [Fact]
    public async Task OlderWindowsAreReadAsTheyWere()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<long> counts = input.CountByWindow(2 * Second);
        counts.Window(3 * Second, 3 * Second).CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(1, 2).Append().Append(1, 2, 3, 4).Append(1).Append();
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal([1, 3, 2, 4, 5, 1], harness.Output<long>("out").Records);
    }
}
