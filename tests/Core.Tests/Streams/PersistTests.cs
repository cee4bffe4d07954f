using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Streams;

public class PersistTests
{
    public static TheoryData<StorageLevel> Levels => [.. Enum.GetValues<StorageLevel>()];

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task APartitionIsComputedOncePerBatch(StorageLevel level)
    {
        int calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<int> kept = input.Map(number =>
        {
            Interlocked.Increment(ref calls);
            return number * 2;
        }).Persist(level);
        kept.Map(number => number + 1).CollectTo("one");
        kept.Map(number => (number % 2, number)).ReduceByKey((left, right) => left + right).CollectTo("two");
        kept.ForeachRdd(rdd => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rdd.CountAsync())));
        harness.Feed<int>("in").AppendPartitions([1, 2], [3]).AppendPartitions([4]);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(4, calls);
        Assert.Equal([3, 5, 7, 9], harness.Output<int>("one").Records);
        Assert.Equal([(0, 12), (0, 8)], harness.Output<(int, int)>("two").Records);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task WithoutMemoryTheResultIsTheSame(StorageLevel level)
    {
        int calls = 0;
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MemoryLimit = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        DStream<int> kept = input.Map(number =>
        {
            Interlocked.Increment(ref calls);
            return number;
        }).Persist(level);
        kept.CollectTo("one");
        kept.CollectTo("two");
        int[] numbers = [.. Enumerable.Range(0, 10_000)];
        harness.Feed<int>("in").Append(numbers);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(numbers, harness.Output<int>("one").Records);
        Assert.Equal(numbers, harness.Output<int>("two").Records);
        Assert.Equal(level is StorageLevel.MemoryOnly or StorageLevel.MemorySerialized, calls > numbers.Length);
    }

    [Fact]
    public async Task ATakeDoesNotCutWhatIsKept()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        var counts = new List<long>();
        input.Map(number => number).Cache().ForeachRdd(async rdd =>
        {
            counts.Add((await rdd.TakeAsync(1)).Count);
            counts.Add(await rdd.CountAsync());
        });
        harness.Feed<int>("in").Append([.. Enumerable.Range(0, 5000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1, 5000], counts);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public async Task SlicesAmongWhatIsKeptOutliveTheirBlocks(StorageLevel level)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Rdd<Utf8Slice>? kept = null;
        var blocks = new List<Utf8Block>();
        var texts = new List<string>();
        input.Map(number =>
        {
            Utf8Block block = Utf8Block.Rent(8, poison: true);
            "text"u8.CopyTo(block.Bytes);
            block.Bytes[3] = (byte)('0' + number);
            blocks.Add(block);
            return new Utf8Slice(block, 0, 4);
        }).Persist(level).ForeachRdd(async rdd =>
        {
            kept = rdd;
            texts.AddRange(await rdd.Map(text => text.ToString()).CollectAsync());
            blocks.ForEach(block => block.Release());
            texts.AddRange(await rdd.Map(text => text.ToString()).CollectAsync());
        });
        harness.Feed<int>("in").Append(1, 2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(["tex1", "tex2", "tex1", "tex2"], texts);
        Assert.Equal(level, kept!.StorageLevel);
    }

    [Fact]
    public async Task ADatasetOutsideBatchesIsKeptUntilUnpersist()
    {
        int calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Rdd<int> table = harness.Context.MakeRdd([1, 2, 3], 2).Map(number =>
        {
            Interlocked.Increment(ref calls);
            return number;
        }).Persist();
        Assert.Equal(StorageLevel.MemoryOnly, table.StorageLevel);
        input.Transform(rdd => rdd.Union(table)).CollectTo("out");
        harness.Feed<int>("in").Append(9);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([9, 1, 2, 3, 1, 2, 3, 1, 2, 3], harness.Output<int>("out").Records);
        Assert.Equal(3, calls);
        Assert.Null(table.Unpersist().StorageLevel);
        Assert.Equal(0, harness.Context.Runtime.Blocks.Used);
        Assert.Equal(3, await table.CountAsync());
        Assert.Equal(6, calls);
    }

    [Fact]
    public async Task WhatABatchKeepsIsFreedWithIt()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => number).Persist(StorageLevel.MemoryOnly).CollectTo("out");
        harness.Feed<int>("in").Append([.. Enumerable.Range(0, 1000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(4000, harness.Context.Runtime.Blocks.Used);
        await harness.AdvanceAsync();
        Assert.Equal(0, harness.Context.Runtime.Blocks.Used);
    }

    [Fact]
    public async Task AFailureIsNotKept()
    {
        int calls = 0;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => ++calls < 3 ? throw new InjectedFaultException() : number).Persist().CollectTo("out");
        harness.Feed<int>("in").Append(1, 2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1, 2], harness.Output<int>("out").Records);
        Assert.Equal(4, calls);
    }

    [Fact]
    public async Task ALevelIsSaidOnceBeforeTheStart()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Assert.Throws<ArgumentOutOfRangeException>(() => input.Persist((StorageLevel)17));
        input.Persist(StorageLevel.DiskOnly).Persist(StorageLevel.DiskOnly).CollectTo("out");
        Assert.Throws<InvalidOperationException>(() => input.Cache());
        await harness.StartAsync();
        Assert.Throws<InvalidOperationException>(() => input.Persist(StorageLevel.DiskOnly));

        Rdd<int> rdd = harness.Context.MakeRdd([1]).Cache();
        Assert.Same(rdd, rdd.Persist(StorageLevel.MemoryOnly));
        Assert.Throws<InvalidOperationException>(() => rdd.Persist(StorageLevel.DiskOnly));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.Persist((StorageLevel)(-1)));
        Assert.Equal(StorageLevel.DiskOnly, rdd.Unpersist().Unpersist().Persist(StorageLevel.DiskOnly).StorageLevel);
    }
}
