using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

public sealed class ConstantStreamTests
{
    [Fact]
    public async Task Every_batch_has_the_same_dataset()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        var batches = new BatchLog<int>(harness.Context.ConstantStream(harness.Context.MakeRdd([1, 2, 3], partitions: 2).Map(x => x * 10)));
        await harness.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await harness.AdvanceAsync();
            SeenBatch<int> batch = await batches.NextAsync();
            Assert.Equal([10, 20, 30], batch.Records);
            Assert.Equal(2, batch.Partitions);
        }
    }

    [Fact]
    public async Task What_is_derived_from_it_belongs_to_the_batch()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        var batches = new BatchLog<(string, int)>(harness.Context.ConstantStream(harness.Context.MakeRdd(["a", "b", "a"]))
            .Map(word => (word, 1)).ReduceByKey((a, b) => a + b));
        await harness.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await harness.AdvanceAsync();
            Assert.Equal([("a", 2), ("b", 1)], (await batches.NextAsync()).Records.Order());
        }
    }

    [Fact]
    public async Task The_dataset_must_be_of_the_context_and_of_no_batch()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        await using var other = new StreamingTestHarness(TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentNullException>("rdd", () => harness.Context.ConstantStream<int>(null!));
        Assert.Throws<ArgumentException>("rdd", () => harness.Context.ConstantStream(other.Context.MakeRdd([1])));
    }
}
