using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>The page on windows, as a job.</summary>
public sealed class WindowExamples
{
    [Fact]
    public async Task Windows_are_as_shown()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        Define(harness.Context);
        harness.Feed<string>("words").Append("a", "b", "a").Append("a").Append("b");
        await harness.StartAsync();

        await harness.AdvanceAsync(70);

        Assert.Equal(7, harness.Output<string>("lastMinute").Batches.Count);
        Assert.Equal(["a", "b", "a", "a", "b"], harness.Output<string>("lastMinute").Batches[0].Records);
        Assert.Contains(("a", (3L, 3L)), harness.Output<(string, (long, long))>("both").Batches[0].Records);
        Assert.Contains(("b", 1L), harness.Output<(string, long)>("highest").Batches[1].Records);
        Assert.Contains(("a", 3L), harness.Output<(string, long)>("counts").Batches[1].Records);
        Assert.Empty(harness.Output<(string, long)>("counts").Last.Records);
    }

    private static void Define(StreamingContext ssc)
    {
        DStream<string> words = ssc.AddressedInput<string>("words");
        DStream<(string Key, long Value)> clicks = words.Map(word => (word, 1L));
        DStream<(string Key, long Value)> views = words.Map(word => (word, 1L));

        DStream<string> lastMinute = words.Window(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10));

        TimeSpan every = TimeSpan.FromSeconds(10);
        DStream<(string Key, (long Left, long Right) Value)> both = clicks.ReduceByKeyAndWindow((a, b) => a + b, TimeSpan.FromMinutes(5), every)
            .Join(views.ReduceByKeyAndWindow((a, b) => a + b, TimeSpan.FromMinutes(1), every));

        DStream<(string Key, long Value)> highest = clicks.ReduceByKeyAndWindow(Math.Max, TimeSpan.FromMinutes(1));

        DStream<(string Key, long Value)> counts = clicks.ReduceByKeyAndWindow(
            (a, b) => a + b, (sum, left) => sum - left, TimeSpan.FromMinutes(1), filter: pair => pair.Value != 0);

        lastMinute.CollectTo("lastMinute");
        both.CollectTo("both");
        highest.CollectTo("highest");
        counts.CollectTo("counts");
    }
}
