using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Windows;

/// <summary>How windows are reduced by key: in few steps, and in the same ones whatever is tried again.</summary>
public class WindowReductionTests
{
    private const int Keys = 50;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task TheWorkOfABatchDoesNotGrowWithTheWindow()
    {
        const int Window = 40;
        const int Batches = 4 * Window;
        long calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        AllKeys(input).ReduceByKeyAndWindow(
            (left, right) =>
            {
                Interlocked.Increment(ref calls);
                return left + right;
            },
            Window * Second).CollectTo("out");
        WindowTests.Feed(harness, Batches);
        await harness.StartAsync();
        await harness.AdvanceAsync(Batches);

        // Into the back, at the turn, and both ends together.
        Assert.InRange(calls, 2L * Keys * Batches, 3L * Keys * Batches);
        Assert.All(
            harness.Output<(int Key, double Value)>("out").Last.Records,
            pair => Assert.Equal(Enumerable.Range(Batches - Window + 1, Window).Sum(batch => Value(batch, pair.Key)), pair.Value, precision: 9));
    }

    /// <summary>Sums of floating-point numbers show each step; order of records shows each table.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(7, 2)]
    [InlineData(4, 4)]
    [InlineData(2, 3)]
    public async Task ResultsAreTheSameToTheLastBitWhateverIsTriedAgain(int window, int slide)
    {
        (int, double)[][] undisturbed = await RunAsync(window, slide, fault: null);
        for (int seed = 0; seed < 12; seed++)
        {
            Assert.Equal(undisturbed, await RunAsync(window, slide, new Random(seed)));
        }
    }

    [Fact]
    public async Task ABatchThatIsReportedAndGoneOnFromCostsItsOwnOutputOnly()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        DStream<(int Key, int Value)> sums = input.Map(number => (0, number)).ReduceByKeyAndWindow(
            (left, right) => left == 2 && right == 3 ? throw new InjectedFaultException() : left + right, 2 * Second);
        sums.CollectTo("out");
        WindowTests.Feed(harness, 6);
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal([1, 3, 7, 9, 11], harness.Output<(int Key, int Value)>("out").Records.Select(pair => pair.Value));
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.Equal("ReduceByKeyAndWindow-1", error.OperatorName);
    }

    [Fact]
    public async Task WhatFunctionsReportCountsOnceWhateverIsTriedAgain()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        Accumulator<long, long> seen = harness.Context.LongAccumulator("seen");
        var fault = new TransientFault(6);
        input.Map(number =>
        {
            seen.Add(1);
            return (number % 3, number);
        }).ReduceByKeyAndWindow((left, right) => left + right, 3 * Second, partitions: 1).Map(pair => fault.Pass(pair)).CollectTo("out");
        WindowTests.Feed(harness, 5);
        await harness.StartAsync();
        await harness.AdvanceAsync(5);
        Assert.Equal(6, fault.Strikes);
        Assert.Equal(5, seen.Value);
    }

    private static async Task<(int, double)[][]> RunAsync(int window, int slide, Random? fault)
    {
        const int Batches = 26;
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxTaskFailures = 2;
        options.MaxBatchAttempts = 1000;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        int calls = 0;
        int strikes = 0;
        SomeKeys(input).ReduceByKeyAndWindow(
            (left, right) =>
            {
                lock (options)
                {
                    if (fault is not null && ++calls < 4000 && fault.Next(50) == 0)
                    {
                        strikes++;
                        throw new InjectedFaultException();
                    }
                }

                return left + right;
            },
            window * Second,
            slide * Second,
            partitions: 2).CollectTo("out");
        WindowTests.Feed(harness, Batches);
        await harness.StartAsync();
        await harness.AdvanceAsync(Batches);
        Assert.Equal(fault is not null, strikes > 0);
        return [.. harness.Output<(int, double)>("out").Batches.Select(batch => batch.Records.ToArray())];
    }

    private static DStream<(int Key, double Value)> AllKeys(DStream<int> input) =>
        input.FlatMap(batch => Enumerable.Range(0, Keys).Select(key => (key, Value(batch, key))));

    /// <summary>Keys that come and go.</summary>
    private static DStream<(int Key, double Value)> SomeKeys(DStream<int> input) =>
        input.FlatMap(batch => Enumerable.Range(0, Keys).Select(i => ((i * 7) + (batch * 3)) % 61).Where(key => (key + batch) % 4 != 0).Select(key => (key, Value(batch, key))));

    private static double Value(int batch, int key) => 1.0 / ((batch * 31) + key + 1);
}
