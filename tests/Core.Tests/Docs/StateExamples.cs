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
            .CollectTo("totals");
    }
}
