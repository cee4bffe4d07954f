using System.Collections.Concurrent;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Outputs whose partitions are written on hosts.</summary>
public sealed class RemoteOutputTests
{
    [Fact]
    public async Task Partitions_act_where_they_are_computed()
    {
        var partitions = new ConcurrentQueue<string>();
        var records = new ConcurrentQueue<int>();
        var sent = new ConcurrentQueue<int>();
        await RemoteJob.RunAsync(
            ssc =>
            {
                DStream<int> numbers = Numbers(ssc, [1, 2, 3, 4, 5], [6]);
                numbers.ForeachPartition((part, partition) => partitions.Enqueue($"{partition.IdempotenceKey}:{string.Join(' ', part)}"));
                numbers.Foreach(records.Enqueue);
                numbers.ForeachAsync(
                    async (record, _) =>
                    {
                        await Task.Yield();
                        sent.Enqueue(record);
                    },
                    maxConcurrency: 2);
            },
            driver => driver.AdvanceAsync(2));

        Assert.Equal(
            [
                "job/ForeachPartition-1/1704067201000/0:1", "job/ForeachPartition-1/1704067201000/1:2 3", "job/ForeachPartition-1/1704067201000/2:4 5",
                "job/ForeachPartition-1/1704067202000/0:", "job/ForeachPartition-1/1704067202000/1:", "job/ForeachPartition-1/1704067202000/2:6",
            ],
            partitions.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3, 4, 5, 6], records.Order());
        Assert.Equal([1, 2, 3, 4, 5, 6], sent.Order());
    }

    [Fact]
    public async Task Lost_calls_repeat_actions_and_lose_none()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var seen = new ConcurrentQueue<(string Key, int Record)>();
            await RemoteJob.RunAsync(
                ssc => Numbers(ssc, [1, 2, 3], [4, 5, 6]).ForeachPartition(async (part, partition) =>
                {
                    await Task.Yield();
                    foreach (int record in part)
                    {
                        seen.Enqueue((partition.IdempotenceKey, record));
                    }
                }),
                driver => driver.AdvanceAsync(2),
                _ =>
                {
                    lock (random)
                    {
                        return random.Next(12) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
                    }
                },
                options => (options.OnFailure, options.MaxBatchAttempts) = (FailurePolicy.RetryThenStop, 1000));

            // What is done once for each key is done once for each record.
            Assert.Equal([1, 2, 3, 4, 5, 6], seen.Distinct().Select(one => one.Record).Order());
        }
    }

    [Fact]
    public async Task Files_that_hosts_write_are_published_once()
    {
        for (int seed = 0; seed < 4; seed++)
        {
            using var disk = new TemporaryDirectory();
            var random = new Random(seed);
            await RemoteJob.RunAsync(
                ssc =>
                {
                    DStream<int> numbers = Numbers(ssc, [1, 2, 3], [4, 5]);
                    numbers.SaveAsObjectFiles(disk["o"]);
                    numbers.Map(number => number * 10).SaveAsTextFiles(disk["t"]);
                },
                driver => driver.AdvanceAsync(2),
                _ =>
                {
                    lock (random)
                    {
                        return random.Next(20) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
                    }
                },
                options => (options.OnFailure, options.MaxBatchAttempts) = (FailurePolicy.RetryThenStop, 1000));

            await using var reader = new StreamingTestHarness();
            Assert.Equal([1, 2, 3, 4, 5], await reader.Context.ObjectFile<int>(disk["o-*"]).CollectAsync());
            Assert.Equal(["10", "20", "30", "40", "50"], await reader.Context.TextFile(disk["t-*"], 1).CollectAsync());
            Assert.DoesNotContain(disk.Everything(), path => path.StartsWith('.'));
        }
    }

    private static DStream<int> Numbers(StreamingContext ssc, params int[][] batches) =>
        ssc.AddressedInput("in", new ListFeed<int>([.. batches.Select(batch => FeedBatch.Cut(batch, 3))]));
}
