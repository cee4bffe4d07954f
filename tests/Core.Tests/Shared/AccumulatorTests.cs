using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Rdds;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Shared;

public class AccumulatorTests
{
    [Fact]
    public async Task EveryUpdateCountsOnceWhateverIsTriedAgain()
    {
        var reals = new HashSet<double>();
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            StreamingContextOptions options = StreamingTestHarness.CreateOptions().ShuffleTasks(seed);
            options.EngineThreads = 1 + (seed % 4);
            options.MaxTaskFailures = 1 + (seed % 3);
            options.OnFailure = FailurePolicy.RetryThenStop;
            options.MaxBatchAttempts = 100;
            await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
            int[] numbers = [.. Enumerable.Range(1, 40)];
            var job = new CountingJob
            {
                Feed = new ListFeed<int>([new([.. numbers.Chunk(8)]), FeedBatch.Cut<int>([], 2), FeedBatch.Cut([100, 200], 2)]),
                Fault = new TransientFault(random.Next(12)),
            };
            harness.Define(job);
            await harness.StartAsync();
            await harness.AdvanceAsync(3);
            int[] all = [.. numbers, 100, 200];
            job.Check(batches: 3, all, seed);

            // Parts meet in the order of partitions, so even the order of a list and the rounding of a sum are reproducible.
            Assert.Equal(all, job.Seen!.Value);
            reals.Add(job.Real!.Value);
        }

        Assert.Single(reals);
    }

    [Fact]
    public async Task ValuesAreThoseOfCommittedBatches()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Accumulator<long, long> counter = harness.Context.LongAccumulator("counter");
        Accumulator<long, long> atCoordinator = harness.Context.LongAccumulator("at coordinator");
        var within = new List<(long, long)>();
        input.Map(number =>
        {
            counter.Add(number);
            return number;
        }).ForeachRdd(async rdd =>
        {
            await rdd.CountAsync();
            atCoordinator.Add(10);
            await rdd.ForeachAsync(async number =>
            {
                await Task.Yield();
                atCoordinator.Add(number);
            });
            within.Add((counter.Value, atCoordinator.Value));
        });
        harness.Feed<int>("in").Append(1, 2).Append(3);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([(0, 0), (3, 13)], within);
        Assert.Equal((6, 26), (counter.Value, atCoordinator.Value));
    }

    [Fact]
    public async Task AFailedOutputAddsNothingAndTheOthersOfItsBatchDo()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        Accumulator<long, long> failing = harness.Context.LongAccumulator("failing");
        Accumulator<long, long> body = harness.Context.LongAccumulator("body");
        Accumulator<long, long> other = harness.Context.LongAccumulator("other");
        input.Map(number =>
        {
            failing.Add(1);
            return number == 2 ? throw new InjectedFaultException() : number;
        }).CollectTo("failing");
        input.ForeachRdd(_ =>
        {
            body.Add(1);
            throw new InjectedFaultException();
        });
        input.Filter(number =>
        {
            other.Add(1);
            return true;
        }).CollectTo("other");
        harness.Feed<int>("in").AppendPartitions([1, 2], [3], [4]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.NotNull(harness.Context.Failure);
        Assert.Equal((0, 0, 4), (failing.Value, body.Value, other.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatAFailedAttemptHasComputedAndKeptCountsOnce(bool inBatch)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Accumulator<long, long> counter = harness.Context.LongAccumulator("counter");
        var fault = new TransientFault(3);
        var calls = 0;
        async Task RunAsync(Rdd<int> numbers)
        {
            Rdd<int> kept = numbers.Map(number =>
            {
                Interlocked.Increment(ref calls);
                counter.Add(1);
                return number;
            }).Persist();
            await kept.Map(fault.Pass).CountAsync();
            await kept.CountAsync();
        }

        if (inBatch)
        {
            input.ForeachRdd(RunAsync);
            harness.Feed<int>("in").AppendPartitions([1, 2], [3], []);
            await harness.StartAsync();
            await harness.AdvanceAsync();
        }
        else
        {
            await RunAsync(harness.Context.Parallelize([1, 2, 3], 3));
        }

        Assert.Equal(3, fault.Strikes);
        Assert.Equal((3, 3), (calls, counter.Value));
    }

    [Fact]
    public async Task ADatasetThatLaterBatchesLookBackOnCountsOnce()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.Context.Remember(TimeSpan.FromSeconds(10));
        Accumulator<long, long> read = harness.Context.LongAccumulator("read");
        Accumulator<long, long> unread = harness.Context.LongAccumulator("unread");
        DStream<int> readAtOnce = input.Map(number =>
        {
            read.Add(number);
            return number;
        });
        DStream<int> readLater = input.Map(number =>
        {
            unread.Add(number);
            return number;
        });
        readAtOnce.ForeachRdd(async (rdd, time, cancellation) =>
        {
            await rdd.CountAsync(cancellation);
            foreach (DStream<int> stream in (DStream<int>[])[readAtOnce, readLater])
            {
                foreach (Rdd<int> earlier in await stream.SliceAsync(FailurePolicyTests.At(0), time - harness.Context.BatchInterval, cancellation))
                {
                    await earlier.CountAsync(cancellation);
                }
            }
        });
        harness.Feed<int>("in").Append(1).Append(10).Append(100);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal((111, 11), (read.Value, unread.Value));
    }

    [Fact]
    public async Task OutsideBatchesAnActionAddsWhenItHasSucceeded()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Accumulator<long, long> mapped = ssc.LongAccumulator("mapped");
        Accumulator<long, long> shuffled = ssc.LongAccumulator("shuffled");
        var fault = new TransientFault(2);
        Rdd<int> rdd = ssc.Parallelize(Enumerable.Range(0, 10), 3).Map(number =>
        {
            mapped.Add(1);
            return fault.Pass(number);
        });
        await rdd.CountAsync();
        Assert.Equal(10, mapped.Value);
        await rdd.CountAsync();
        Assert.Equal(20, mapped.Value);
        await Assert.ThrowsAsync<OperatorFailedException>(() => rdd.ForeachAsync(number => Check(number)));
        Assert.Equal(20, mapped.Value);
        Rdd<(int Key, int Value)> reduced = ssc.Parallelize(Enumerable.Range(0, 10), 3).Map(number =>
        {
            shuffled.Add(1);
            return (number % 2, number);
        }).ReduceByKey((left, right) => left + right);
        await Assert.ThrowsAsync<OperatorFailedException>(() => reduced.ForeachAsync(pair => Check(7)));
        await reduced.CountAsync();
        Assert.Equal(10, shuffled.Value);
        mapped.Add(5);
        Assert.Equal(25, mapped.Value);
        Assert.Equal("mapped: 25", mapped.ToString());

        static void Check(int number)
        {
            if (number == 7)
            {
                throw new InjectedFaultException();
            }
        }
    }

    [Fact]
    public async Task AnyValueCanBeGathered()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Accumulator<string, SortedSet<string>> words = ssc.Accumulator(
            "words",
            () => new SortedSet<string>(),
            (SortedSet<string> set, string word) =>
            {
                set.Add(word);
                return set;
            },
            (left, right) => [.. left, .. right]);
        await ssc.Parallelize(["a", "b", "a", "c"], 3).ForeachAsync(word => words.Add(word));
        Assert.Equal(["a", "b", "c"], words.Value);
        words.Value.Clear();
        Assert.Equal(3, words.Value.Count);
    }

    [Fact]
    public async Task AValueThatCannotBePutTogetherIsLostAndNothingElseIs()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Accumulator<long, long> sum = harness.Context.LongAccumulator("sum");
        input.Map(number =>
        {
            sum.Add(long.MaxValue);
            return number;
        }).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1], [2]);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(2, harness.Output<int>("out").Batches.Count);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => sum.Value);
        Assert.Contains("'sum'", error.Message, StringComparison.Ordinal);
        Assert.IsType<OverflowException>(error.InnerException);
    }

    [Fact]
    public async Task ArgumentsAreChecked()
    {
        await using StreamingContext ssc = BatchContext.Create();
        ssc.LongAccumulator("one");
        Assert.Contains("'one'", Assert.Throws<ArgumentException>(() => ssc.DoubleAccumulator("one")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ssc.LongAccumulator(" "));
        Assert.Throws<UnsupportedTypeException>(() => ssc.CollectionAccumulator<Action>("actions"));
        Assert.Throws<ArgumentNullException>(() => ssc.Accumulator<int, int>("two", null!, (left, _) => left, (left, _) => left));
    }

    [Fact]
    public async Task ABroadcastIsReadInTasksUntilItIsDestroyed()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Broadcast<Dictionary<string, int>> table = ssc.Broadcast(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 });
        Rdd<int> found = ssc.Parallelize(["a", "b", "a"], 2).Map(word => table.Value[word]);
        Assert.Equal([1, 2, 1], await found.CollectAsync());
        table.Destroy();
        table.Destroy();
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => found.CollectAsync());
        Assert.Contains("Broadcast-1", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal("Broadcast-2", ssc.Broadcast(1).Name);
        Assert.Equal("rates", ssc.Broadcast(1, "rates").ToString());
        Assert.Throws<ArgumentException>(() => ssc.Broadcast(1, ""));
    }
}
