using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Rdds;

/// <summary>What keyed operations refuse, and how they fail.</summary>
public class KeyedArgumentTests
{
    [Fact]
    public async Task WrongArgumentsAreRefusedWhereTheGraphIsDefined()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        await using StreamingTestHarness other = LifeCycleTests.Harness(out InputDStream<int> foreign);
        DStream<(int Key, int Value)> pairs = input.Map(number => (number, number));
        Assert.Equal("partitions", Assert.Throws<ArgumentOutOfRangeException>(() => pairs.GroupByKey(0)).ParamName);
        Assert.Equal("partitions", Assert.Throws<ArgumentOutOfRangeException>(() => input.Repartition(0)).ParamName);
        Assert.Equal("partitions", Assert.Throws<ArgumentOutOfRangeException>(() => input.Distinct(-1)).ParamName);
        Assert.Equal("partitioner", Assert.Throws<ArgumentNullException>(() => pairs.PartitionBy(null!)).ParamName);
        Assert.Equal("partitioner", Assert.Throws<ArgumentException>(() => pairs.GroupByKey(new Fixed("", 1, 0))).ParamName);
        Assert.Contains("'none' is 0", Assert.Throws<ArgumentException>(() => pairs.GroupByKey(new Fixed("none", 0, 0))).Message, StringComparison.Ordinal);
        Assert.Contains("another StreamingContext", Assert.Throws<ArgumentException>(() => pairs.Join(foreign.Map(number => (number, number)))).Message, StringComparison.Ordinal);
        Assert.Throws<UnsupportedTypeException>(() => input.Map(number => (new object(), number)).GroupByKey());
        Assert.Throws<UnsupportedTypeException>(() => input.Map(number => (new int[] { number }, number)).Join(input.Map(number => (new int[] { number }, number))));
        Assert.Throws<UnsupportedTypeException>(() => input.Map(number => new int[] { number }).Distinct());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task APartitionOutOfRangeNamesPartitionerKeyAndRange(int partition)
    {
        OperatorFailedException error = await FailAsync(pairs => pairs.PartitionBy(new Fixed("fixed", 2, partition)).Values());
        Assert.Equal("PartitionBy-1", error.OperatorName);
        Assert.Equal(
            $"The partitioner 'fixed' put the key '7' into partition {partition}; its partitions are 0 to 1.", error.InnerException!.Message);
    }

    public static TheoryData<string, string> Operators => new()
    {
        { "create", "CombineByKey-1" },
        { "mergevalue", "CombineByKey-1" },
        { "mergecombiners", "CombineByKey-1" },
        { "mapvalues", "MapValues-1" },
        { "flatmapvalues", "FlatMapValues-1" },
        { "flatmapvalues-emitter", "FlatMapValues-1" },
        { "behind a group", "Map-2" },
        { "behind a join", "MapValues-1" },
        { "reduce", "Reduce-1" },
        { "groupby", "GroupBy-1" },
        { "partitioner", "GroupByKey-1" },
        { "sort selector", "SortBy" },
        { "sort comparer", "SortByKey" },
    };

    [Theory]
    [MemberData(nameof(Operators))]
    public async Task AThrowingFunctionIsNamed(string which, string name)
    {
        OperatorFailedException error = await FailAsync(pairs => which switch
        {
            "create" => pairs.CombineByKey(Fail, (left, _) => left, (left, _) => left).Values(),
            "mergevalue" => pairs.CombineByKey(value => value, (left, _) => Fail(left), (left, _) => left).Values(),
            "mergecombiners" => pairs.CombineByKey(value => value, (left, _) => left, (left, _) => Fail(left)).Values(),
            "mapvalues" => pairs.MapValues(Fail).Values(),
            "flatmapvalues" => pairs.FlatMapValues(value => Enumerable.Range(0, 2).Select(Fail)).Values(),
            "flatmapvalues-emitter" => pairs.FlatMapValues<int, int, int>((value, emitter) =>
            {
                emitter.Emit(value);
                Fail(value);
            }).Values(),
            "behind a group" => pairs.GroupByKey().Map(pair => Fail(pair.Value[0])),
            "behind a join" => pairs.Join(pairs).MapValues(both => Fail(both.Left)).Values(),
            "reduce" => pairs.Values().Reduce((left, _) => Fail(left)),
            "groupby" => pairs.GroupBy(pair => Fail(pair.Value)).Keys(),
            "partitioner" => pairs.GroupByKey(new Fixed("fixed", 2, null)).Keys(),
            "sort selector" => pairs.Transform(rdd => rdd.SortBy(pair => Fail(pair.Value))).Keys(),
            "sort comparer" => pairs.Transform(rdd => rdd.SortByKey(Comparer<int>.Create((left, _) => Fail(left)), partitions: 1)).Keys(),
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, null),
        });
        Assert.Equal(name, error.OperatorName);
        Assert.Equal(FailurePolicyTests.At(1), error.BatchTime);
        Assert.NotNull(error.Partition);
        Assert.IsType<InjectedFaultException>(error.InnerException);
    }

    private static int Fail(int value) => throw new InjectedFaultException($"failed at {value}");

    private static async Task<OperatorFailedException> FailAsync(Func<DStream<(int Key, int Value)>, DStream<int>> build)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        build(input.Map(number => (Key: number, Value: number))).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([7, 7], [7]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        return Assert.IsType<OperatorFailedException>(harness.Context.Failure);
    }

    private sealed class Fixed(string name, int count, int? partition) : Partitioner<int>
    {
        public override string Name => name;

        public override int PartitionCount => count;

        public override int PartitionOf(int key) => partition ?? Fail(key);
    }
}
