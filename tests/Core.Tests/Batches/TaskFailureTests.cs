using System.Collections.Concurrent;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class TaskFailureTests
{
    [Theory]
    [InlineData(4, 3, true)]
    [InlineData(4, 4, false)]
    [InlineData(1, 1, false)]
    [InlineData(2, 1, true)]
    public async Task ATaskIsTriedAsOftenAsTheOptionSays(int maxFailures, int faults, bool succeeds)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = maxFailures;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        var fault = new TransientFault(faults);
        input.Map(fault.Pass).Map(number => (number, 1)).ReduceByKey((left, right) => left + right).CollectTo("out");
        harness.Feed<int>("in").Append(5, 5, 6);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(faults, fault.Strikes);
        if (succeeds)
        {
            Assert.Equal([(5, 2), (6, 1)], harness.Output<(int, int)>("out").Records.Order());
        }
        else
        {
            OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
            Assert.Equal(maxFailures, error.Attempts);
            Assert.Equal("Map-1", error.OperatorName);
        }
    }

    public static TheoryData<string> Operators =>
        ["Map-1", "Filter-1", "FlatMap-1", "FlatMap-lazy", "FlatMap-emitter", "MapPartitions-1", "MapPartitions-lazy", "ReduceByKey-1", "Reduce-merge", "Map-behind", "named", "Probe-1"];

    [Theory]
    [MemberData(nameof(Operators))]
    public async Task TheErrorNamesOperatorBatchAndPartition(string which)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        DStream<int> bad = Bad(input, which, out string name);
        if (which != "Probe-1")
        {
            bad.Map(number => number).Filter(_ => true).CollectTo("out");
        }

        harness.Feed<int>("in").Append(1, 2).AppendPartitions([1], [13, 13], [2]);
        await harness.StartAsync();
        await harness.AdvanceAsync(1);
        Assert.Null(harness.Context.Failure);
        await harness.AdvanceAsync(1);
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal(name, error.OperatorName);
        Assert.Equal(FailurePolicyTests.At(2), error.BatchTime);
        Assert.Equal(which == "Reduce-merge" ? 0 : 1, error.Partition);
        Assert.Equal("thirteen", Assert.IsType<InjectedFaultException>(error.InnerException).Message);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(FailurePolicyTests.At(2).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("thirteen", error.Message, StringComparison.Ordinal);
    }

    private static DStream<int> Bad(InputDStream<int> input, string which, out string name)
    {
        name = which;
        switch (which)
        {
            case "Map-1":
                return input.Map(Check);
            case "Filter-1":
                return input.Filter(number => Check(number) > 0);
            case "FlatMap-1":
                return input.FlatMap(number => new[] { Check(number) });
            case "FlatMap-lazy":
                name = "FlatMap-1";
                return input.FlatMap(number => Enumerable.Repeat(number, 3).Select((one, i) => i < 2 ? one : Check(one)));
            case "FlatMap-emitter":
                name = "FlatMap-1";
                return input.FlatMap<int>((number, emitter) =>
                {
                    emitter.Emit(number);
                    Check(number);
                });
            case "MapPartitions-1":
                return input.MapPartitions(part => part.Select(Check).ToArray());
            case "MapPartitions-lazy":
                name = "MapPartitions-1";
                return input.MapPartitions(part => part.Select(Check));
            case "ReduceByKey-1":
                return input.Map(number => (number, number)).ReduceByKey((left, _) => Check(left)).Map(pair => pair.Key);
            case "Reduce-merge":
                // The equal keys lie in two partitions and meet behind the shuffle.
                name = "ReduceByKey-1";
                return input.Map(number => (0, number)).ReduceByKey((left, right) => left == right ? left : Check(Math.Max(left, right)), 1).Map(pair => pair.Key);
            case "Map-behind":
                // The user code that runs between two pushes of an operator further up is not blamed on it.
                name = "Map-1";
                return input.FlatMap(number => new[] { number, number }).Filter(_ => true).Map(Check);
            case "named":
                return input.Filter(_ => true).Map(Check).Named("named");
            case "Probe-1":
                input.Filter(number => number == 13).SaveTo(new ProbeSink { WriteFault = new TransientFault(0) }, "Other");
                input.SaveTo(new ThirteenSink(), "Probe");
                return input;
            default:
                throw new ArgumentOutOfRangeException(nameof(which), which, null);
        }
    }

    private static int Check(int number) => number == 13 ? throw new InjectedFaultException("thirteen") : number;

    [Theory]
    [InlineData("transform")]
    [InlineData("transform-async")]
    [InlineData("transform-null")]
    [InlineData("transform-cancelled")]
    [InlineData("foreachrdd")]
    [InlineData("foreachrdd-cancelled")]
    [InlineData("prepare")]
    public async Task AnErrorAtTheCoordinatorNamesTheOperator(string which)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        string name = which.StartsWith("transform", StringComparison.Ordinal) ? "Transform-1" : which == "prepare" ? "Probe-1" : "ForeachRdd-1";
        switch (which)
        {
            case "transform":
                input.Transform<int>(_ => throw new InjectedFaultException()).CollectTo("out");
                break;
            case "transform-async":
                input.Transform<int>(async (_, _, _) =>
                {
                    await Task.Yield();
                    throw new InjectedFaultException();
                }).CollectTo("out");
                break;
            case "transform-null":
                input.Transform<int>(_ => null!).CollectTo("out");
                break;
            case "transform-cancelled":
                input.Transform<int>((_, _, _) => throw new TaskCanceledException("A call of the user's timed out.")).CollectTo("out");
                break;
            case "foreachrdd":
                input.ForeachRdd(_ => throw new InjectedFaultException());
                break;
            case "foreachrdd-cancelled":
                input.ForeachRdd(_ => throw new TaskCanceledException("A call of the user's timed out."));
                break;
            default:
                input.SaveTo(new ProbeSink { PrepareFault = new TransientFault(9) }, "Probe");
                break;
        }

        await harness.StartAsync();
        await harness.AdvanceAsync();
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal(name, error.OperatorName);
        Assert.Equal(FailurePolicyTests.At(1), error.BatchTime);
        Assert.Null(error.Partition);
        Assert.NotNull(error.InnerException);
        Assert.Equal(which.EndsWith("cancelled", StringComparison.Ordinal), error.InnerException is OperationCanceledException);
    }

    [Fact]
    public async Task ALowerPartitionsFailureIsTheStagesWhicheverCameFirst()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions().ShuffleTasks(seed);
            options.EngineThreads = 1 + (seed % 4);
            await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
            harness.ExpectsFailure = true;
            input.Map(number => number >= 3 ? throw new InjectedFaultException($"{number}") : number).CollectTo("out");
            harness.Feed<int>("in").AppendPartitions([0], [1], [2], [3], [4], [5], [6], [7]);
            await harness.StartAsync();
            await harness.AdvanceAsync();
            Assert.Equal((seed, 3), (seed, Assert.IsType<OperatorFailedException>(harness.Context.Failure).Partition));
        }
    }

    [Fact]
    public async Task ARetriedTaskStartsAfresh()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var fault = new TransientFault(2);
        var seen = new ConcurrentQueue<int>();
        input.Map(number =>
        {
            seen.Enqueue(number);
            return number == 3 ? fault.Pass(number) : number;
        }).CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 3, 4);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1, 2, 3, 1, 2, 3, 1, 2, 3, 4], seen);
        Assert.Equal([1, 2, 3, 4], harness.Output<int>("out").Records);
    }
}
