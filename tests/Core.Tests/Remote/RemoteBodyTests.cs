using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Bodies of batches whose actions run on partition hosts.</summary>
public sealed class RemoteBodyTests
{
    public static TheoryData<string> Operations => [.. BodyOperations.All.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operations_give_on_hosts_what_they_give_in_one_process(string name)
    {
        var embedded = new List<string>();
        await using (var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions()))
        {
            Define(harness.Context, name, embedded);
            await harness.StartAsync();
            await harness.AdvanceAsync(2);
        }

        var remote = new List<string>();
        await RemoteJob.RunAsync(ssc => Define(ssc, name, remote), driver => driver.AdvanceAsync(2));
        Assert.Equal(2, embedded.Count);
        Assert.Equal(embedded, remote);
    }

    private static void Define(StreamingContext ssc, string name, List<string> results)
    {
        DStream<int> first = Numbers(ssc, "first", [[1, 2, 3, 4, 5, 6, 7], [8, 9]]);
        DStream<int> second = Numbers(ssc, "second", [[4, 5, 11], [9]]);
        first.TransformWith(second, (one, _) => one).ForeachRdd(async (rdd, time) =>
        {
            Rdd<int> other = (await second.SliceAsync(time, time))[0];
            results.Add(await BodyOperations.All[name](rdd, other, ssc));
        });
    }

    internal static DStream<int> Numbers(StreamingContext ssc, params int[][] batches) => Numbers(ssc, "in", batches);

    private static DStream<int> Numbers(StreamingContext ssc, string name, int[][] batches) =>
        ssc.AddressedInput(name, new ListFeed<int>([.. batches.Select(batch => FeedBatch.Cut(batch, 3))]));
}
