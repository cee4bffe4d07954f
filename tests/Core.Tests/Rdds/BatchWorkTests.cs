using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Rdds;

/// <summary>Datasets without a stream, before and without a start.</summary>
public class BatchWorkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AContextWithoutStreamsRunsActions(bool remote)
    {
        await using StreamingContext ssc = remote ? BatchContext.CreateRemote() : BatchContext.Create();
        Assert.Equal([("a", 2L), ("b", 1L)], (await ssc.Parallelize(["a b", "a"], 2).FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L)).ReduceByKey((left, right) => left + right).CollectAsync()).Order());
        Assert.Equal(10L, (await ssc.MakeRdd(Enumerable.Range(1, 10), 4).ZipWithIndex().CollectAsync()).Max(pair => pair.Index + 1));
        Assert.Equal(StreamingContextState.Initialized, ssc.State);
    }

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(0, 10, 3)]
    [InlineData(10, 0, -3)]
    [InlineData(5, 5, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(-7, 8, 5)]
    [InlineData(long.MaxValue - 5, long.MaxValue, 2)]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue, long.MinValue)]
    public async Task ARangeHoldsWhatALoopMeets(long start, long end, long step)
    {
        await using StreamingContext ssc = BatchContext.Create();
        var expected = new List<long>();
        for (Int128 number = start; step > 0 ? number < end : number > end; number += step)
        {
            expected.Add((long)number);
        }

        foreach (int partitions in (int[])[1, 2, 7])
        {
            Rdd<long> range = ssc.Range(start, end, step, partitions);
            Assert.Equal(partitions, range.PartitionCount);
            Assert.Equal(expected, await range.CollectAsync());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ssc.Range(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ssc.Range(0, 1, 1, 0));
    }

    [Fact]
    public async Task AVeryLongRangeIsNotHeldInMemory()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Assert.Equal([long.MinValue, long.MinValue + 1], await ssc.Range(long.MinValue, long.MaxValue, 1, 3).TakeAsync(2));
    }

    [Fact]
    public async Task AnEmptyDatasetGoesThroughEverything()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> empty = ssc.EmptyRdd<int>();
        Assert.Equal(0, empty.PartitionCount);
        Assert.Empty(await empty.ZipWithIndex().CollectAsync());
        Assert.Empty(await empty.Cartesian(ssc.Parallelize([1])).CollectAsync());
        Assert.Empty(await empty.Coalesce(3).Zip(empty).CollectAsync());
        Assert.Empty(await empty.Glom().CollectAsync());
        Assert.Equal(0, await empty.Map(number => (number, 1)).ReduceByKey((left, _) => left).CountAsync());
        Assert.Equal([1], await ssc.Union(empty, ssc.Parallelize([1], 1), empty).CollectAsync());
        Assert.Empty(await ssc.Union(Array.Empty<Rdd<int>>()).CollectAsync());
    }

    [Fact]
    public async Task ZipNamesThePartitionAndItsCounts()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> longer = ssc.Parallelize(Enumerable.Range(0, 9), 3);
        foreach (Rdd<(int, int)> zipped in (Rdd<(int, int)>[])[longer.Zip(longer.Filter(number => number != 4)), longer.Filter(number => number != 4).Zip(longer)])
        {
            OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => zipped.CollectAsync());
            Assert.Equal(("Zip", 1), (error.OperatorName, error.Partition));
            Assert.Contains("partition 1", error.InnerException!.Message, StringComparison.Ordinal);
            Assert.Contains("2", error.InnerException.Message, StringComparison.Ordinal);
            Assert.Contains("3", error.InnerException.Message, StringComparison.Ordinal);

            // What is not wanted is not counted.
            Assert.Equal([(0, 0)], await zipped.TakeAsync(1));
        }

        Assert.Throws<ArgumentException>(() => longer.Zip(longer.Coalesce(2)));
        Assert.Throws<ArgumentException>(() => longer.ZipPartitions(longer.Coalesce(2), (left, _) => left));
    }

    [Fact]
    public async Task UniqueIdsAreUnique()
    {
        await using StreamingContext ssc = BatchContext.Create();
        IReadOnlyList<(int Value, long Id)> numbered = await ssc.Parallelize(Enumerable.Range(0, 10), 3).ZipWithUniqueId().CollectAsync();
        Assert.Equal([0, 3, 6, 1, 4, 7, 2, 5, 8, 11], numbered.Select(pair => pair.Id));
    }

    [Fact]
    public async Task CoalesceKeepsThePartitionsThatItMerges()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize(Enumerable.Range(0, 10), 5).Coalesce(2);
        Assert.Equal(2, rdd.PartitionCount);
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7, 8, 9]], await rdd.Glom().CollectAsync());
        Assert.Same(rdd, rdd.Coalesce(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.Coalesce(0));
    }

    [Fact]
    public async Task DatasetsOfTwoContextsAreNotBroughtTogether()
    {
        await using StreamingContext one = BatchContext.Create();
        await using StreamingContext other = BatchContext.Create();
        Assert.Throws<ArgumentException>(() => one.Parallelize([1]).Zip(other.Parallelize([1])));
        Assert.Throws<ArgumentException>(() => one.Parallelize([1]).Union(other.Parallelize([1])));
        Assert.Throws<ArgumentException>(() => one.Parallelize([1]).Cartesian(other.Parallelize([1])));
    }

    [Fact]
    public async Task DisposingEndsActionsThatAreUnderWay()
    {
        StreamingContext ssc = BatchContext.Create();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<long> endless = ssc.Range(0, long.MaxValue).Filter(number =>
        {
            running.TrySetResult();
            return number < 0;
        }).CountAsync();
        await running.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await ssc.DisposeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless.WaitAsync(TimeSpan.FromSeconds(30)));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => ssc.Parallelize([1]).CountAsync());
        Assert.Contains("disposed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamsAreBroughtTogetherOnlyWithinAContext()
    {
        await using var harness = new StreamingTestHarness();
        await using var other = new StreamingTestHarness();
        InputDStream<int> mine = harness.Context.AddressedInput<int>("in");
        InputDStream<int> foreign = other.Context.AddressedInput<int>("in");
        Assert.Contains("another StreamingContext", Assert.Throws<ArgumentException>(() => harness.Context.Union(mine, foreign)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => mine.TransformWith(foreign, (left, _) => left));
        Assert.Throws<ArgumentException>(() => harness.Context.Union(Array.Empty<DStream<int>>()));
        Assert.Throws<ArgumentException>(() => harness.Context.Union(mine, null!));
        Assert.Throws<ArgumentException>(() => harness.Context.Transform(Array.Empty<DStream<int>>(), (datasets, _) => datasets[0]));
    }
}
