using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Windows;

public class WindowTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1.5, 1)]
    [InlineData(2, 0)]
    [InlineData(2, -1)]
    [InlineData(2, 0.5)]
    public async Task DurationsThatAreNoMultiplesAreRefusedAtTheDefinition(double window, double slide)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int, int)> pairs = input.Map(number => (number, number));
        TimeSpan length = TimeSpan.FromSeconds(window);
        TimeSpan every = TimeSpan.FromSeconds(slide);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => input.Window(length, every));
        Assert.Equal(window is 2 ? "slideDuration" : "windowDuration", error.ParamName);
        Assert.Contains("AddressedInput", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => input.ReduceByWindow(Math.Max, length, every));
        Assert.Throws<ArgumentOutOfRangeException>(() => pairs.GroupByKeyAndWindow(length, every));
        Assert.Throws<ArgumentOutOfRangeException>(() => pairs.ReduceByKeyAndWindow(Math.Max, length, every));
    }

    [Fact]
    public async Task AWindowOverAWindowGoesByTheSlideOfTheInnerOne()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> inner = input.Window(4 * Second, 2 * Second);
        Assert.Equal(2 * Second, inner.Window(4 * Second).SlideDuration);
        Assert.Throws<ArgumentOutOfRangeException>(() => inner.Window(3 * Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => inner.Window(4 * Second, Second));
    }

    [Fact]
    public async Task RememberDurationsAddUpThroughNestedWindows()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> mapped = input.Map(number => number);
        DStream<int> inner = mapped.Window(2 * Second, Second);
        DStream<int> outer = inner.Window(4 * Second, 2 * Second);
        outer.CollectTo("out");
        harness.Context.Remember(3 * Second);
        await harness.StartAsync();
        Assert.Equal([9 * Second, 7 * Second, 3 * Second], [mapped.RememberDuration, inner.RememberDuration, outer.RememberDuration]);
    }

    [Fact]
    public async Task SlidesCountFromZeroTimeAndGapsAreNeverSeen()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Window(2 * Second, 3 * Second).CollectTo("out");
        Feed(harness, 9);
        await harness.StartAsync();
        await harness.AdvanceAsync(9);
        CollectedOutput<int> output = harness.Output<int>("out");
        Assert.Equal([FailurePolicyTests.At(3), FailurePolicyTests.At(6), FailurePolicyTests.At(9)], output.Batches.Select(batch => batch.Time));
        Assert.Equal([2, 3, 5, 6, 8, 9], output.Records);
    }

    [Fact]
    public async Task TheStreamUnderAWindowIsComputedOnceABatch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        int calls = 0;
        input.Map(number =>
        {
            Interlocked.Increment(ref calls);
            return number;
        }).Window(5 * Second).CollectTo("out");
        Feed(harness, 8);
        await harness.StartAsync();
        await harness.AdvanceAsync(8);
        Assert.Equal(8, calls);
    }

    [Fact]
    public async Task PersistOfAWindowIsThatOfTheStreamUnderIt()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> mapped = input.Map(number => number + 1);
        DStream<int> window = mapped.Window(3 * Second).Persist(StorageLevel.DiskOnly);
        DStream<int> other = input.Map(number => number + 2);
        DStream<int> byDefault = other.Window(3 * Second);
        window.Union(byDefault).CollectTo("out");
        Feed(harness, 3);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal(StorageLevel.DiskOnly, (await mapped.SliceAsync(Second))[0].StorageLevel);
        Assert.Equal(StorageLevel.MemoryAndDisk, (await other.SliceAsync(Second))[0].StorageLevel);
        Assert.Null((await window.SliceAsync(Second))[0].StorageLevel);
        Assert.Equal([2, 3, 4, 3, 4, 5], harness.Output<int>("out").Last.Records);
    }

    [Fact]
    public async Task AWindowOverAStreamPartitionedByKeyIsPartitionedLikewise()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> sums = input.Map(number => (number % 5, number)).ReduceByKey((left, right) => left + right, 3);
        int? partitions = null;
        sums.Window(3 * Second).Transform(rdd =>
        {
            Assert.Empty(rdd.Shuffles);
            partitions = rdd.PartitionCount;
            Assert.NotNull(rdd.Partitioning);
            return rdd.ReduceByKey((left, right) => left + right);
        }).Transform(rdd =>
        {
            Assert.Empty(rdd.Shuffles);
            return rdd;
        }).CollectTo("out");
        Feed(harness, 6);
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal(3, partitions);
        Assert.Equal([(0, 5), (1, 6), (4, 4)], harness.Output<(int, int)>("out").Last.Records.Order());
    }

    [Fact]
    public async Task WindowsOfEqualSlideAreJoined()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> pairs = input.Map(number => (number % 2, number));
        DStream<(int Key, int Value)> last = pairs.ReduceByKeyAndWindow((_, right) => right, 4 * Second, 2 * Second);
        DStream<(int Key, int Value)> sums = pairs.ReduceByKeyAndWindow((left, right) => left + right, 2 * Second, 2 * Second);
        sums.Join(last).CollectTo("out");
        Assert.Throws<ArgumentException>(() => sums.Join(pairs));
        Feed(harness, 6);
        await harness.StartAsync();
        await harness.AdvanceAsync(6);
        Assert.Equal(
            [[(0, (2, 2)), (1, (1, 1))], [(0, (4, 4)), (1, (3, 3))], [(0, (6, 6)), (1, (5, 5))]],
            harness.Output<(int, (int, int))>("out").Batches.Select(batch => batch.Records.Order().ToArray()));
    }

    [Fact]
    public async Task TextOfBlocksLivesAsLongAsItsWindows()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(Utf8Slice Key, Utf8Slice Value)> words = input.Map(number => (Utf8Slice.From($"a key that is rather long {number % 3}"), Utf8Slice.From($"a value that is long {number}")));
        words.ReduceByKeyAndWindow((left, right) => left.Length > right.Length ? left : right, 3 * Second)
            .Map(pair => (pair.Key.ToString(), pair.Value.ToString())).CollectTo("longest");
        words.GroupByKeyAndWindow(3 * Second, 2 * Second).Map(pair => (pair.Key.ToString(), pair.Value[^1].ToString())).CollectTo("last");
        Feed(harness, 20);
        await harness.StartAsync();
        await harness.AdvanceAsync(20);
        foreach (int number in Enumerable.Range(3, 17))
        {
            Assert.Equal(
                Enumerable.Range(number - 2, 3).Select(one => ($"a key that is rather long {one % 3}", $"a value that is long {one}")).Order(),
                harness.Output<(string, string)>("longest").Batches[number - 1].Records.Order());
        }

        Assert.Contains(("a key that is rather long 2", "a value that is long 20"), harness.Output<(string, string)>("last").Last.Records);
    }

    [Fact]
    public async Task SlicesOfAWindowAreThoseOfItsOutputs()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> sums = input.Map(number => (number % 4, number)).ReduceByKeyAndWindow((left, right) => left + right, 3 * Second);
        sums.CollectTo("out");
        harness.Context.Remember(4 * Second);
        Feed(harness, 9);
        await harness.StartAsync();
        await harness.AdvanceAsync(9);
        IReadOnlyList<Rdd<(int Key, int Value)>> slice = await sums.SliceAsync(FailurePolicyTests.At(6), FailurePolicyTests.At(9));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(harness.Output<(int, int)>("out").Batches[5 + i].Records, await slice[i].CollectAsync());
        }

        // Reading older windows has not disturbed the newest one.
        await harness.AdvanceAsync(1);
        Assert.Equal([(0, 8), (1, 9)], harness.Output<(int, int)>("out").Last.Records.Order());
    }

    internal static void Feed(StreamingTestHarness harness, int batches)
    {
        TestFeed<int> feed = harness.Feed<int>("in");
        for (int i = 1; i <= batches; i++)
        {
            feed.Append(i);
        }
    }
}
