using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Bytes allocated by the engine's threads do not grow with the number of records.</summary>
/// <remarks>Measured inside one engine thread, so that other tests do not count.</remarks>
[Collection(nameof(AllocationTests))]
public class AllocationTests
{
    private const int Few = 10_000;
    private const int Many = 40 * Few;

    // Room for pooled arrays that a batch happens to find taken; a single byte a record would be far above it.
    private const long Slack = (Many - Few) / 4;

    [Fact]
    public Task MapAndFilterAllocateNothingPerRecord() => CheckAsync(input => input
        .Map(number => (long)number * 3)
        .Filter(number => number % 2 == 0)
        .Map(number => (number, 1.5))
        .Filter(pair => pair.number > 10)
        .Map(pair => pair.number));

    [Fact]
    public Task ReduceByKeyAllocatesNothingPerRecord() => CheckAsync(input => input
        .Map(number => (Key: (long)(number % 997), Value: 1L))
        .ReduceByKey((left, right) => left + right)
        .Map(pair => pair.Value));

    [Fact]
    public Task ReduceByKeyIntoOnePartitionAllocatesNothingPerRecord() => CheckAsync(input => input
        .Map(number => (Key: number % 997, Value: (Sum: (long)number, Count: 1)))
        .ReduceByKey((left, right) => (left.Sum + right.Sum, left.Count + right.Count), partitions: 1)
        .Map(pair => pair.Value.Sum));

    [Fact]
    public Task ExchangesAllocateNothingPerRecord() => CheckAsync(input => input
        .Map(number => (Key: number, Value: (long)number))
        .Repartition(3)
        .PartitionBy(new Remainder())
        .MapValues(value => value + 1)
        .FlatMapValues<int, long, long>((value, emitter) => emitter.Emit(value))
        .Map(pair => pair.Value));

    [Fact]
    public Task JoinsAllocateNothingPerRecord() => CheckAsync(input => input
        .Map(number => (Key: (long)number, Value: (long)number))
        .Join(input.Map(number => (Key: (long)number, Value: 1.5)), 2)
        .Map(pair => pair.Value.Left));

    [Fact]
    public async Task GroupsAllocateNoObjectPerRecord()
    {
        // The lists of values are real arrays, since users may keep them: eight bytes a record, and no header for each.
        const long expected = 8L * (Many - Few);
        long difference = await MeasureAsync(
            input => input.Map(number => (Key: number % 10, Value: (long)number)).GroupByKey(2).Map(pair => (long)pair.Value.Count), expected);
        Assert.InRange(difference, expected - Slack, expected + Slack);
    }

    [Fact]
    public Task TheEmitterFormOfFlatMapAllocatesNothingPerRecord() => CheckAsync(input => input
        .FlatMap<long>((number, emitter) =>
        {
            emitter.Emit(number);
            emitter.Emit(-number);
        }));

    [Fact]
    public Task ALongChainAllocatesNothingPerRecord() => CheckAsync(input =>
    {
        DStream<long> numbers = input.Map(number => (long)number);
        for (int i = 0; i < 20; i++)
        {
            numbers = numbers.Map(number => number + 1).Filter(number => number != int.MinValue);
        }

        return numbers;
    });

    [Fact]
    public async Task TheMeasureSeesAnAllocationPerRecord()
    {
        long difference = await MeasureAsync(input => input.FlatMap(number => new long[] { number }));
        Assert.InRange(difference, 24L * (Many - Few), 64L * (Many - Few));
    }

    private static async Task CheckAsync(Func<DStream<int>, DStream<long>> build) => Assert.InRange(await MeasureAsync(build), -Slack, Slack);

    private static async Task<long> MeasureAsync(Func<DStream<int>, DStream<long>> build, long expected = 0)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.EngineThreads = 1;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        FeedBatch<int> few = FeedBatch.Cut(Enumerable.Range(0, Few), 2);
        FeedBatch<int> many = FeedBatch.Cut(Enumerable.Range(0, Many), 2);
        const int warmUp = 30;
        var feed = new FunctionFeed<int>(batch => batch < warmUp ? (batch % 6 == 0 ? many : few) : batch % 2 == 0 ? few : many);
        var sink = new AllocationSink();
        build(harness.Context.AddressedInput("in", feed)).SaveTo(sink, "Probe");
        await harness.StartAsync();
        await harness.AdvanceAsync(warmUp);
        var differences = new List<long>();
        for (int round = 0; round < 5; round++)
        {
            long before = sink.AllocatedSoFar;
            await harness.AdvanceAsync();
            long afterFew = sink.AllocatedSoFar;
            await harness.AdvanceAsync();
            differences.Add(sink.AllocatedSoFar - afterFew - (afterFew - before));
        }

        Assert.True(sink.Records > 0);

        // The nearest of several: recompilation by the runtime may fall into any one of them.
        return differences.MinBy(difference => Math.Abs(difference - expected));
    }

    private sealed class Remainder : Partitioner<int>
    {
        public override string Name => "remainder";

        public override int PartitionCount => 2;

        public override int PartitionOf(int key) => key % 2;
    }
}
