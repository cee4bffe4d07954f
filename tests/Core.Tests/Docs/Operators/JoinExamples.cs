using OrleansStream.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on joins, as tests.</summary>
public sealed class JoinExamples
{
    private static readonly (string, int)[] Orders = [("ann", 1), ("bob", 2), ("ann", 3)];
    private static readonly (string, string)[] Cities = [("ann", "Oslo"), ("cid", "Rome")];

    [Fact]
    public async Task Each_join_gives_what_the_table_says()
    {
        await using var harness = new StreamingTestHarness();
        DStream<(string Customer, int Order)> orders = harness.Context.AddressedInput<(string, int)>("orders");
        DStream<(string Customer, string City)> cities = harness.Context.AddressedInput<(string, string)>("cities");
        harness.Feed<(string, int)>("orders").Append(Orders).Append(Orders).Append();
        harness.Feed<(string, string)>("cities").Append(Cities).Append().Append(Cities);
        Lines("Join", orders.Join(cities));
        Lines("LeftOuterJoin", orders.LeftOuterJoin(cities));
        Lines("RightOuterJoin", orders.RightOuterJoin(cities));
        Lines("FullOuterJoin", orders.FullOuterJoin(cities));
        Lines("Cogroup", orders.Cogroup(cities));
        Lines("SubtractByKey", orders.SubtractByKey(cities));
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 3);

        Check("Join", ["(ann,(1,Oslo))", "(ann,(3,Oslo))"], [], []);
        Check(
            "LeftOuterJoin",
            ["(ann,(1,Some(Oslo)))", "(ann,(3,Some(Oslo)))", "(bob,(2,None))"],
            ["(ann,(1,None))", "(ann,(3,None))", "(bob,(2,None))"],
            []);
        Check(
            "RightOuterJoin",
            ["(ann,(Some(1),Oslo))", "(ann,(Some(3),Oslo))", "(cid,(None,Rome))"],
            [],
            ["(ann,(None,Oslo))", "(cid,(None,Rome))"]);
        Check(
            "FullOuterJoin",
            ["(ann,(Some(1),Some(Oslo)))", "(ann,(Some(3),Some(Oslo)))", "(bob,(Some(2),None))", "(cid,(None,Some(Rome)))"],
            ["(ann,(Some(1),None))", "(ann,(Some(3),None))", "(bob,(Some(2),None))"],
            ["(ann,(None,Some(Oslo)))", "(cid,(None,Some(Rome)))"]);
        Check(
            "Cogroup",
            ["(ann,([1,3],[Oslo]))", "(bob,([2],[]))", "(cid,([],[Rome]))"],
            ["(ann,([1,3],[]))", "(bob,([2],[]))"],
            ["(ann,([],[Oslo]))", "(cid,([],[Rome]))"]);
        Check("SubtractByKey", ["(bob,2)"], ["(ann,1)", "(ann,3)", "(bob,2)"], []);

        void Lines<T>(string name, DStream<T> stream) => stream.Map(record => RecordText.Of(record)).CollectTo(name);

        void Check(string name, params string[][] batches) =>
            Assert.Equal(batches, harness.Output<string>(name).Batches.Select(batch => batch.Records.Order(StringComparer.Ordinal).ToArray()));
    }

    [Fact]
    public async Task A_missing_side_is_an_option()
    {
        IReadOnlyList<string> records = await Example.RunAsync<(string Customer, int Order), (string Customer, string City), string>(
            (orders, cities) =>
            {
                DStream<string> addressed = orders
                    .LeftOuterJoin(cities)
                    .Map(pair => $"order {pair.Value.Left} goes to {pair.Value.Right.GetValueOrDefault("the shop")}");
                return addressed;
            },
            Orders,
            Cities);

        Assert.Equal(["order 1 goes to Oslo", "order 2 goes to the shop", "order 3 goes to Oslo"], records.Order());
    }

    [Fact]
    public async Task A_table_that_does_not_change_is_joined_in()
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<(string Customer, int Order)> orders = ssc.AddressedInput<(string, int)>("orders");
        harness.Feed<(string, int)>("orders").Append(Orders).Append(("cid", 4));
        Joined(ssc, orders).CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 2);

        Assert.Equal([("ann", (1, "Oslo")), ("ann", (3, "Oslo"))], harness.Output<(string, (int, string))>("out").Batches[0].Records.Order());
        Assert.Equal([("cid", (4, "Rome"))], harness.Output<(string, (int, string))>("out").Batches[1].Records);
    }

    private static DStream<(string Customer, (int Order, string City) Value)> Joined(StreamingContext ssc, DStream<(string Customer, int Order)> orders)
    {
        Rdd<(string Customer, string City)> cities = ssc.Parallelize([("ann", "Oslo"), ("cid", "Rome")]).Cache();
        DStream<(string Customer, (int Order, string City) Value)> joined = orders.Transform(batch => batch.Join(cities));
        return joined;
    }
}
