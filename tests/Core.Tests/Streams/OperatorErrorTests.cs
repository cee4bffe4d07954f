using OrleansStream.Core.Tests.Batches;
using OrleansStream.Testing;
using Pair = (int Key, int Value);

namespace OrleansStream.Core.Tests.Streams;

/// <summary>Whatever user code throws, and on whichever side of a shuffle, the error says where, and holds what was thrown.</summary>
public class OperatorErrorTests
{
    private static readonly Dictionary<string, Func<DStream<int>, DStream<Pair>, DStream<int>>> Jobs = new(StringComparer.Ordinal)
    {
        ["MapPartitionsWithIndex"] = (numbers, _) => numbers.MapPartitionsWithIndex((_, part) => part.Select(Check)),
        ["MapValues"] = (_, pairs) => pairs.MapValues(Check).Values(),
        ["FlatMapValues"] = (_, pairs) => pairs.FlatMapValues(value => new[] { Check(value) }).Values(),
        ["FlatMapValues, lazily"] = (_, pairs) => pairs.FlatMapValues(value => Enumerable.Repeat(value, 2).Select(Check)).Values(),
        ["FlatMapValues, emitting"] = (_, pairs) => pairs.FlatMapValues<int, int, int>((value, emitter) => emitter.Emit(Check(value))).Values(),
        ["KeyBy"] = (numbers, _) => numbers.KeyBy(Check).Keys(),
        ["GroupBy"] = (numbers, _) => numbers.GroupBy(Check).Keys(),
        ["MapAsync"] = (numbers, _) => numbers.MapAsync((number, _) => Task.FromResult(Check(number)), 2),
        ["Select"] = (numbers, _) => from number in numbers select Check(number),
        ["Where"] = (numbers, _) => from number in numbers where Check(number) > 0 select number,
        ["SelectMany"] = (numbers, _) => from number in numbers from one in new[] { number } select Check(one),
        ["CombineByKey, create"] = (_, pairs) => pairs.Map(pair => (pair.Value, pair.Value)).CombineByKey(Check, (left, _) => left, (left, _) => left).Values(),
        ["CombineByKey, add"] = (_, pairs) => pairs.CombineByKey(value => value, (_, value) => Check(value), (left, _) => left).Values(),
        ["CombineByKey, merge"] = (_, pairs) => pairs.CombineByKey(value => value, (left, _) => left, (_, _) => Check(13)).Values(),
        ["CombineByKey, add late"] = (_, pairs) => pairs.CombineByKey(value => value, (_, value) => Check(value), (left, _) => left, mapSideCombine: false).Values(),
        ["AggregateByKey"] = (_, pairs) => pairs.AggregateByKey(0, (_, value) => Check(value), (left, _) => left).Values(),
        ["FoldByKey"] = (_, pairs) => pairs.FoldByKey(0, (_, value) => Check(value)).Values(),
        ["Reduce"] = (numbers, _) => numbers.Reduce((_, right) => Check(right)),
        ["PartitionBy"] = (_, pairs) => pairs.Map(pair => (pair.Value, 1)).PartitionBy(new Thirteen()).Keys(),
        ["GroupByKey"] = (_, pairs) => pairs.Map(pair => (pair.Value, 1)).GroupByKey(new Thirteen()).Keys(),
        ["Join"] = (_, pairs) => pairs.Map(pair => (pair.Value, 1)).Join(pairs, new Thirteen()).Keys(),
        ["Cogroup"] = (_, pairs) => pairs.Cogroup(pairs.Map(pair => (pair.Value, 1)), new Thirteen()).Keys(),
        ["Distinct"] = (numbers, _) => numbers.Distinct(new Thirteen()),
        ["CountByValue"] = (numbers, _) => numbers.CountByValue(new Thirteen()).Map(pair => pair.Value),
        ["SortBy, selector"] = (numbers, _) => numbers.Transform(rdd => rdd.SortBy(Check)),
        ["SortBy, order in one partition"] = (numbers, _) => numbers.Transform(rdd => rdd.SortBy(number => number, new Order(), partitions: 1)),
        ["SortBy, order of bounds"] = (numbers, _) => numbers.Transform(rdd => rdd.SortBy(number => number, new Order(), partitions: 3)),
        ["SortByKey"] = (_, pairs) => pairs.Transform(rdd => rdd.Map(pair => (pair.Value, 1)).SortByKey(new Order(), partitions: 1).Keys()),
        ["ZipPartitions"] = (numbers, _) => numbers.Transform(rdd => rdd.ZipPartitions(rdd, (left, right) => left.Zip(right, (one, _) => Check(one)))),
        ["Top"] = (numbers, _) => numbers.Transform(async (rdd, _, cancellation) =>
        {
            await rdd.TopAsync(2, new Order(), cancellation);
            return rdd;
        }),
    };

    public static TheoryData<string> Kinds => [.. Jobs.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TheErrorSaysWhere(string kind)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        Jobs[kind](input.Map(number => number), input.Map(number => (Key: 1, Value: number))).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1, 2], [3]).AppendPartitions([1], [2, 13, 13], [2]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        if (kind != "CombineByKey, merge")
        {
            Assert.Null(harness.Context.Failure);
            await harness.AdvanceAsync();
        }

        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal("thirteen", Assert.IsType<InjectedFaultException>(error.InnerException).Message);
        string name = OperatorOf(kind);
        Assert.Equal(name, error.OperatorName.Split('-')[0]);
        Assert.Equal(FailurePolicyTests.At(kind == "CombineByKey, merge" ? 1 : 2), error.BatchTime);
        Assert.NotNull(error.Partition);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{error.BatchTime}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"partition {error.Partition}", error.Message, StringComparison.Ordinal);
        Assert.Contains("thirteen", error.Message, StringComparison.Ordinal);
    }

    // What query syntax makes is named after Spark's operators.
    private static string OperatorOf(string kind) => kind.Split(',')[0] switch
    {
        "Select" => "Map",
        "Where" => "Filter",
        "SelectMany" => "FlatMap",
        string name => name,
    };

    private static int Check(int number) => number == 13 ? throw new InjectedFaultException("thirteen") : number;

    private sealed class Thirteen : Partitioner<int>
    {
        public override string Name => "thirteen";

        public override int PartitionCount => 2;

        public override int PartitionOf(int key) => Check(key) % 2;
    }

    private sealed class Order : IComparer<int>
    {
        public int Compare(int x, int y) => Check(x).CompareTo(Check(y));
    }
}
