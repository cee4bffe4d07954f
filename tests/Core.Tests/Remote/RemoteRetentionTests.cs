using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Batches that are remembered where their stages run on partition hosts.</summary>
public class RemoteRetentionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_slice_reads_what_hosts_have_kept()
    {
        await RemoteJob.RunAsync(
            ssc =>
            {
                Reduced(ssc).CollectTo("out");
                ssc.Remember(4 * Second);
            },
            async driver =>
            {
                await driver.AdvanceAsync(6);
                var reduced = (DStream<(int, long)>)driver.Context.Graph.Outputs[0].Stream;
                IReadOnlyList<Rdd<(int, long)>> slice = await reduced.SliceAsync(FailurePolicyTests.At(3), FailurePolicyTests.At(6));
                Assert.Equal(driver.Output<(int, long)>("out").Batches.Skip(2).SelectMany(batch => batch.Records), await CollectAsync(slice));
                await Assert.ThrowsAsync<BatchNotRetainedException>(() => reduced.SliceAsync(FailurePolicyTests.At(2), FailurePolicyTests.At(6)));
            });
    }

    [Fact]
    public async Task Hosts_look_back_on_earlier_batches() => await RemoteJob.RunAsync(
        ssc => new LookBackStream<(int, long)>(Reduced(ssc), 3 * Second, Second).ReduceByKey((left, right) => left + right).CollectTo("out"),
        async driver =>
        {
            await driver.AdvanceAsync(5);
            Assert.Equal(
                Enumerable.Range(0, 5).Select(batch => Enumerable.Range(batch - 2, 3).Where(one => one >= 0).SelectMany(Numbers)
                    .GroupBy(number => number % 3, (key, numbers) => (key, numbers.Sum(number => (long)number))).Order().ToArray()),
                driver.Output<(int, long)>("out").Batches.Select(batch => batch.Records.Order().ToArray()));
        });

    private static IEnumerable<int> Numbers(int batch) => Enumerable.Range(batch * 10, 7);

    private static DStream<(int, long)> Reduced(StreamingContext ssc) =>
        ssc.AddressedInput("in", new FunctionFeed<int>(batch => FeedBatch.Cut(Numbers((int)batch), 3)))
            .Map(number => (number % 3, (long)number)).ReduceByKey((left, right) => left + right);

    private static async Task<List<T>> CollectAsync<T>(IEnumerable<Rdd<T>> slice)
    {
        var records = new List<T>();
        foreach (Rdd<T> rdd in slice)
        {
            records.AddRange(await rdd.CollectAsync());
        }

        return records;
    }
}
