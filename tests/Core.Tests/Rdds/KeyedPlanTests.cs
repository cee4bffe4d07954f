using OrleansStream.Core.Tests.Streams;
using OrleansStream.Execution;
using OrleansStream.Testing;
using Pair = (int Key, long Value);

namespace OrleansStream.Core.Tests.Rdds;

/// <summary>How many shuffles keyed operations plan: none for what lies as wanted already.</summary>
public class KeyedPlanTests
{
    private static readonly ByParity Parity = new("parity");

    public static TheoryData<string, int> Plans => new()
    {
        { "reduce", 1 },
        { "reduce, reduce", 1 },
        { "reduce, reduce elsewhere", 2 },
        { "reduce, group", 1 },
        { "reduce, map, reduce", 2 },
        { "group, mapvalues, filter, flatmapvalues, reduce", 1 },
        { "reduce, partitions, reduce", 2 },
        { "reduce, kept partitions, reduce", 1 },
        { "reduce, repartition, reduce", 3 },
        { "join", 2 },
        { "join of one reduced", 2 },
        { "join of reduced", 2 },
        { "join of reduced differently", 3 },
        { "join of joined", 3 },
        { "join by equal partitioners", 2 },
        { "join by other partitioners", 3 },
        { "cogroup of three", 3 },
        { "sort", 2 },
        { "sort into one", 1 },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task MovesOnlyWhatMustMove(string plan, int shuffles)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        int planned = -1;
        input.Map(number => (Key: number, Value: (long)number)).Transform(pairs =>
        {
            Rdd<long> result = Build(plan, pairs);
            planned = ShufflesOf(result);
            return result;
        }).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1, 2, 3], [4, 5]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(shuffles, planned);
        Assert.NotEmpty(harness.Output<long>("out").Records);
    }

    private static Rdd<long> Build(string plan, Rdd<Pair> pairs)
    {
        Rdd<Pair> reduced = pairs.ReduceByKey((left, right) => left + right, 3);
        return plan switch
        {
            "reduce" => reduced.Values(),
            "reduce, reduce" => reduced.ReduceByKey(Math.Max).Values(),
            "reduce, reduce elsewhere" => reduced.ReduceByKey(Math.Max, 2).Values(),
            "reduce, group" => reduced.GroupByKey().Map(pair => pair.Value[0]),
            "reduce, map, reduce" => reduced.Map(pair => pair).ReduceByKey(Math.Max).Values(),
            "group, mapvalues, filter, flatmapvalues, reduce" => pairs.GroupByKey().MapValues(values => values).Filter(pair => pair.Key > 0)
                .FlatMapValues(values => values).ReduceByKey(Math.Max).Values(),
            "reduce, partitions, reduce" => reduced.MapPartitions(part => part).ReduceByKey(Math.Max).Values(),
            "reduce, kept partitions, reduce" => reduced.MapPartitions(part => part, preservePartitioning: true).ReduceByKey(Math.Max).Values(),
            "reduce, repartition, reduce" => reduced.Repartition(3).ReduceByKey(Math.Max).Values(),
            "join" => pairs.Join(pairs).Map(pair => pair.Value.Left),
            "join of one reduced" => reduced.Join(pairs).Map(pair => pair.Value.Left),
            "join of reduced" => reduced.Join(pairs.ReduceByKey(Math.Max, 3)).Map(pair => pair.Value.Left),
            "join of reduced differently" => reduced.Join(pairs.ReduceByKey(Math.Max, 2)).Map(pair => pair.Value.Left),
            "join of joined" => pairs.Join(pairs, 2).Join(pairs).Map(pair => pair.Value.Right),
            "join by equal partitioners" => pairs.ReduceByKey(Math.Max, Parity).Join(pairs.ReduceByKey(Math.Min, new ByParity("parity")), Parity).Map(pair => pair.Value.Left),
            "join by other partitioners" => pairs.ReduceByKey(Math.Max, Parity).Join(pairs.ReduceByKey(Math.Min, new ByParity("other")), Parity).Map(pair => pair.Value.Left),
            "cogroup of three" => pairs.Cogroup(pairs, pairs).Map(pair => pair.Value.Third[0]),
            "sort" => pairs.SortByKey(partitions: 2).Values(),
            "sort into one" => pairs.SortByKey(partitions: 1).Values(),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, null),
        };
    }

    private static int ShufflesOf(Rdd rdd)
    {
        var seen = new HashSet<ShuffleDependency>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Rdd>([rdd]);
        while (open.TryPop(out Rdd? next))
        {
            foreach (ShuffleDependency shuffle in next.RequiredShuffles().Where(seen.Add))
            {
                open.Push(shuffle.Parent);
            }
        }

        return seen.Count;
    }

    private sealed class ByParity(string name) : Partitioner<int>
    {
        public override string Name => name;

        public override int PartitionCount => 2;

        public override int PartitionOf(int key) => key & 1;
    }
}
