using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on pairs, as tests.</summary>
public sealed class PairExamples
{
    [Fact]
    public async Task Values_of_each_key_are_added_up()
    {
        IReadOnlyList<(string, double)>[] batches = await Example.RunAsync<Sale, (string, double)>(
            sales =>
            {
                DStream<(string Shop, double Total)> totals = sales
                    .Map(sale => (sale.Shop, sale.Price))
                    .ReduceByKey((a, b) => a + b);
                return totals;
            },
            [new("north", 2.5), new("south", 1), new("north", 4)],
            []);

        Assert.Equal([("north", 6.5), ("south", 1)], batches[0].Order());
        Assert.Empty(batches[1]);
    }

    [Fact]
    public async Task Values_are_combined_into_something_else()
    {
        IReadOnlyList<(string, double)>[] batches = await Example.RunAsync<(string Sensor, double Value), (string, double)>(
            readings =>
            {
                DStream<(string Sensor, double Mean)> means = readings
                    .CombineByKey(
                        value => (Sum: value, Count: 1),
                        (total, value) => (total.Sum + value, total.Count + 1),
                        (left, right) => (left.Sum + right.Sum, left.Count + right.Count))
                    .MapValues(total => total.Sum / total.Count);
                return means;
            },
            [("a", 1), ("b", 5), ("a", 2)]);

        Assert.Equal([("a", 1.5), ("b", 5)], batches[0].Order());
    }

    [Fact]
    public async Task Values_are_gathered_in_a_set_for_each_key()
    {
        IReadOnlyList<(string, HashSet<string>)>[] batches = await Example.RunAsync<(string User, string Page), (string, HashSet<string>)>(
            visits =>
            {
                DStream<(string User, HashSet<string> Pages)> pages = visits.AggregateByKey(
                    new HashSet<string>(),
                    (set, page) =>
                    {
                        set.Add(page);
                        return set;
                    },
                    (left, right) =>
                    {
                        left.UnionWith(right);
                        return left;
                    });
                return pages;
            },
            [("ann", "/a"), ("bob", "/a"), ("ann", "/b"), ("ann", "/a")]);

        Assert.Equal(["/a", "/b"], batches[0].Single(pair => pair.Item1 == "ann").Item2.Order());
        Assert.Equal(["/a"], batches[0].Single(pair => pair.Item1 == "bob").Item2);
    }

    [Fact]
    public async Task Groups_keep_the_order_of_the_batch()
    {
        IReadOnlyList<(int, IReadOnlyList<string>)>[] batches = await Example.RunAsync<string, (int, IReadOnlyList<string>)>(
            words =>
            {
                DStream<(int Length, IReadOnlyList<string> Words)> groups = words.GroupBy(word => word.Length);
                return groups;
            },
            ["to", "be", "or", "not"]);

        Assert.Equal(["to", "be", "or"], batches[0].Single(group => group.Item1 == 2).Item2);
        Assert.Equal(["not"], batches[0].Single(group => group.Item1 == 3).Item2);
    }

    [Fact]
    public async Task A_partitioner_says_where_keys_belong()
    {
        IReadOnlyList<(string, int)[]>[] batches = await Example.RunAsync<(string Region, int Value), (string, int)[]>(
            values =>
            {
                DStream<(string Region, int Total)> totals = values.ReduceByKey((a, b) => a + b, new ByRegion());
                return totals.Glom();
            },
            [("asia", 1), ("africa", 2), ("asia", 3)]);

        Assert.Equal([[("africa", 2)], [], [("asia", 4)], []], batches[0]);
    }

    [Fact]
    public async Task Arrays_become_keys_with_a_comparer()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        Rdd<(byte[] Key, int Value)> pairs = ssc.Parallelize([(new byte[] { 1, 2 }, 1), (new byte[] { 1, 2 }, 2)]);
        ssc.RegisterKeyComparer(new ByContent());

        (byte[] _, int value) = Assert.Single(await pairs.ReduceByKey((a, b) => a + b).CollectAsync());

        Assert.Equal(3, value);
    }

    [Fact]
    public async Task Keys_are_the_same_where_the_page_says_so()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await ssc.Parallelize([double.NaN, -double.NaN]).Distinct().CountAsync());
        Assert.Equal(1, await ssc.Parallelize([0.0, -0.0]).Distinct().CountAsync());
        Assert.Equal(1, await ssc.Parallelize([1.0m, 1.00m]).Distinct().CountAsync());
        Assert.Equal(2, await ssc.Parallelize(["straße", "STRASSE"]).Distinct().CountAsync());
        Assert.Equal(2, await ssc.Parallelize<string?>([null, null, ""]).Distinct().CountAsync());
        Assert.Equal(1, await ssc.Parallelize([new Place("a", 1), new Place("a", 1)]).Distinct().CountAsync());
        Assert.Throws<UnsupportedTypeException>(() => ssc.Parallelize([new[] { 1 }]).Distinct());
        Assert.Throws<UnsupportedTypeException>(() => ssc.Parallelize([new Sale("a", 1)]).KeyBy(_ => new object()).GroupByKey());
    }

    public sealed record Sale(string Shop, double Price);

    public sealed record Place(string Name, int Number);

    public sealed class ByRegion : Partitioner<string>
    {
        private static readonly string[] Regions = ["africa", "america", "asia", "europe"];

        public override string Name => "by-region-1";

        public override int PartitionCount => Regions.Length;

        public override int PartitionOf(string key) => Math.Max(0, Array.IndexOf(Regions, key));
    }

    public sealed class ByContent : KeyComparer<byte[]>
    {
        public override string Name => "by-content-1";

        public override ulong Hash(byte[] key) => KeyHash.Of(key);

        public override bool Equals(byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right);
    }
}
