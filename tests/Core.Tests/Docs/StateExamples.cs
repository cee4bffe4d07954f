using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>The page on state, as jobs.</summary>
public sealed class StateExamples
{
    [Fact]
    public async Task Visits_are_counted_as_shown()
    {
        await using var harness = new StreamingTestHarness();
        harness.Feed<string>("visits").Append("ann", "bob", "ann").Append("ann");
        DStream<(string User, int Pages)> visits = harness.Context.AddressedInput<string>("visits").Map(user => (user, 1));
        Visits(visits);
        Sessions(visits);
        Totals(visits);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal(["ann: 1", "ann: 2", "ann: 3", "bob: 1"], harness.Output<string>("visits").Records.Order(StringComparer.Ordinal));
        Assert.Equal([("ann", 3L), ("bob", 1L), ("eve", 100L)], harness.Output<(string, long)>("totals").Last.Records.Order());
    }

    [Fact]
    public async Task A_running_job_is_asked_as_shown()
    {
        await using var harness = new StreamingTestHarness();
        TestFeed<string> feed = harness.Feed<string>("visits").Append("ann", "bob", "ann").Append("ann");
        Totals(harness.Context.AddressedInput<string>("visits").Map(user => (user, 1)));
        EmbeddedStateView<string, long> totals = await Start(harness.Context);
        await harness.AdvanceAsync();
        BatchTime first = totals.BatchTime;
        await Ask(totals);
        await Read(totals);
        Task changes = Follow(totals, CancellationToken.None);
        await harness.AdvanceAsync();
        await harness.StopAsync();
        await changes.Within();
        Assert.Equal(
            [
                "eve: 100 pages",
                $"ann at {first}: Some(2)",
                $"3 keys, {Console.Lines[2].Split(' ')[2]} bytes",
                "eve: 100",
                $"{first}: Some(2)",
                Console.Lines[^1],
            ],
            Console.Lines);
        Assert.EndsWith(": Some(3)", Console.Lines[^1], StringComparison.Ordinal);
    }

    private static async Task<EmbeddedStateView<string, long>> Start(StreamingContext ssc)
    {
        EmbeddedStateView<string, long> totals = ssc.State<string, long>("totals");
        await ssc.StartAsync();
        return totals;
    }

    private static async Task Ask(EmbeddedStateView<string, long> totals)
    {
        if (totals.TryGet("eve", out long pages))
        {
            Console.WriteLine($"eve: {pages} pages");
        }

        CommittedState<long> answer = await totals.GetAsync("ann");
        Console.WriteLine($"ann at {answer.BatchTime}: {answer.State}");
        StateSize size = totals.Size;
        Console.WriteLine($"{size.Keys} keys, {size.Bytes} bytes");
    }

    private static async Task Read(EmbeddedStateView<string, long> totals)
    {
        await foreach ((string user, long sum) in await totals.ScanAsync("e"))
        {
            Console.WriteLine($"{user}: {sum}");
        }
    }

    private static async Task Follow(EmbeddedStateView<string, long> totals, CancellationToken stopping)
    {
        await foreach (CommittedState<long> change in totals.WatchAsync("ann", stopping))
        {
            Console.WriteLine($"{change.BatchTime}: {change.State}");
        }
    }

    private static void Visits(DStream<(string User, int Pages)> visits)
    {
        visits.MapWithState(StateSpec.Of<long>(), (user, pages, state) =>
        {
            long sum = state.GetOption().GetValueOrDefault(0) + pages.Value;
            state.Update(sum);
            return $"{user}: {sum}";
        }).CollectTo("visits");
    }

    private static void Sessions(DStream<(string User, int Pages)> visits)
    {
        MapWithStateDStream<string, int, string> ended = visits.MapWithState(
            StateSpec.Of<int>().Timeout(TimeSpan.FromMinutes(30)),
            (time, user, pages, state) =>
            {
                if (state.IsTimingOut)
                {
                    return Option.Some($"{user} left before {time}, after {state.Get()} pages");
                }

                state.Update(state.GetOption().GetValueOrDefault(0) + pages.Value);
                return Option<string>.None;
            });
        ended.Print();
        ended.StateSnapshots().Filter(session => session.Value > 100).Print();
    }

    private static void Totals(DStream<(string User, int Pages)> visits)
    {
        visits.UpdateStateByKey(
            StateSpec.Of<long>().InitialState([("eve", 100L)]),
            (pages, total) => Option.Some(pages.Sum() + total.GetValueOrDefault(0)))
            .Named("totals")
            .CollectTo("totals");
    }

    /// <summary>Takes what the examples write.</summary>
    private static class Console
    {
        internal static List<string> Lines { get; } = [];

        internal static void WriteLine(string line) => Lines.Add(line);
    }
}
