using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

public sealed class QueueStreamTests
{
    [Fact]
    public async Task A_batch_takes_one_dataset_and_an_empty_one_when_there_is_none()
    {
        Assert.Equal([[1, 2], [3], [], []], await RunAsync(oneAtATime: true, fallback: null));
    }

    [Fact]
    public async Task A_batch_takes_all_datasets_where_that_is_asked_for()
    {
        Assert.Equal([[1, 2, 3], [], [], []], await RunAsync(oneAtATime: false, fallback: null));
    }

    [Fact]
    public async Task A_fallback_takes_the_place_of_a_missing_dataset_each_time()
    {
        Assert.Equal([[1, 2], [3], [9], [9]], await RunAsync(oneAtATime: true, fallback: [9]));
    }

    [Fact]
    public async Task Listeners_are_told_how_many_records_a_batch_took_where_that_is_known()
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        Rdd<long> numbers = ssc.Range(0, 10, partitions: 3);
        var queue = new Queue<Rdd<long>>([numbers, ssc.Parallelize([1L, 2L]), numbers.Filter(number => number > 5)]);
        var told = new List<(long Records, string Description)>();
        ssc.AddStreamingListener(new Inputs(told));
        ssc.QueueStream(queue).CollectTo("out");
        await harness.StartAsync();

        await harness.AdvanceAsync(batches: 4);

        Assert.Equal([(10, "1 queued"), (2, "1 queued"), (0, "1 queued"), (0, "0 queued")], told);
    }

    private static async Task<IEnumerable<IReadOnlyList<int>>> RunAsync(bool oneAtATime, int[]? fallback)
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        var queue = new Queue<Rdd<int>>([ssc.MakeRdd([1, 2]), ssc.MakeRdd([3])]);
        ssc.QueueStream(queue, oneAtATime, fallback is null ? null : ssc.MakeRdd(fallback)).CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 4);
        return harness.Output<int>("out").Batches.Select(batch => batch.Records);
    }

    private sealed class Inputs(List<(long Records, string Description)> told) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => told.Add((batch.Records, batch.Inputs[0].Description));
    }
}
