using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Functions that change what they are given, in tasks that are run again.</summary>
public class ChangingFunctionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task AMergeThatChangesListsAndThenFailsIsTriedOnFreshLists(int faults)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var fault = new TransientFault(faults);
        int maps = 0;
        input.Map(number =>
            {
                Interlocked.Increment(ref maps);
                return (number % 3, number);
            })
            .CombineByKey(
                number => new List<int> { number },
                (list, number) =>
                {
                    list.Add(number);
                    return list;
                },
                (left, right) =>
                {
                    left.AddRange(right);
                    return right.Contains(13) ? fault.Pass(left) : left;
                },
                partitions: 1)
            .Map(pair => $"{pair.Key}: {string.Join(" ", pair.Value)}").CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([0, 1, 2, 3], [6, 7], [13, 12]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(faults, fault.Strikes);
        Assert.Equal(8 * (1 + faults), maps);
        Assert.Equal(["0: 0 3 6 12", "1: 1 7 13", "2: 2"], harness.Output<string>("out").Records.Order());
    }

    [Fact]
    public async Task AReduceThatChangesItsArgumentsIsTriedOnFreshOnes()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var fault = new TransientFault(2);
        input.Map(number => (number % 2, new List<int> { number })).ReduceByKey(
            (left, right) =>
            {
                left.AddRange(right);
                return left.Count == 4 ? fault.Pass(left) : left;
            },
            1).Map(pair => $"{pair.Key}: {string.Join(" ", pair.Value)}").CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1, 2, 3], [4, 5], [6, 7, 8]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(2, fault.Strikes);
        Assert.Equal(["0: 2 4 6 8", "1: 1 3 5 7"], harness.Output<string>("out").Records.Order());
    }

    [Fact]
    public async Task ImmutableValuesAreMergedAgainWithoutRunningTheMapsAgain()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var fault = new TransientFault(1);
        int maps = 0;
        input.Map(number =>
        {
            Interlocked.Increment(ref maps);
            return (0, new Sum(number, "x"));
        }).ReduceByKey((left, right) => fault.Pass(new Sum(left.Value + right.Value, left.Text)), 1).Map(pair => pair.Value.Value).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1], [2], [3]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(1, fault.Strikes);
        Assert.Equal(3, maps);
        Assert.Equal([6], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task AMapThatFailsWhileAMergeIsTriedAgainIsNamed()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 2;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        int maps = 0;
        input.Map(number => Interlocked.Increment(ref maps) > 2 ? throw new InjectedFaultException("a map") : (0, new List<int> { number }))
            .ReduceByKey((_, _) => throw new InjectedFaultException("a merge"), 1).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1], [2]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal(("Map-1", "a map"), (error.OperatorName, error.InnerException!.Message));
    }

    private sealed record Sum(int Value, string Text);
}
