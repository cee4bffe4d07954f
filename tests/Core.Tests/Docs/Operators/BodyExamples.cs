using System.Text.RegularExpressions;
using OrleansStream.Core.Tests.Remote;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>What the page on datasets says of bodies on a cluster, with partition hosts.</summary>
public sealed class BodyExamples
{
    private static readonly Order[] Input = [new("book a", 3), new("book b", 10), new("lamp", 9), new("book c", 7.5m)];

    [Fact]
    public async Task Functions_travel_with_their_variables()
    {
        var alerts = new Alerts();
        await RemoteJob.RunAsync(ssc => Define(ssc.AddressedInput("orders", new ListFeed<Order>([FeedBatch.Cut(Input, 3)])), alerts), driver => driver.AdvanceAsync(1));
        Assert.Equal([Input[1], Input[3]], alerts.Sent);
    }

    private static void Define(DStream<Order> orders, Alerts alerts)
    {
        var pattern = new Regex("^book");
        orders.ForeachRdd(async rdd =>
        {
            decimal highest = await rdd.Map(order => order.Price).MaxAsync();
            IReadOnlyList<Order> large = await rdd.Filter(order => order.Price > highest / 2 && pattern.IsMatch(order.Article)).CollectAsync();
            await alerts.SendAsync(large);
        });
    }

    public sealed record Order(string Article, decimal Price);

    private sealed class Alerts
    {
        internal List<Order> Sent { get; } = [];

        internal Task SendAsync(IReadOnlyList<Order> large)
        {
            Sent.AddRange(large);
            return Task.CompletedTask;
        }
    }
}
