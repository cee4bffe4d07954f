using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What batches add to accumulators counts with their commit, in whatever process.</summary>
public class AccumulatorRecoveryTests
{
    private readonly RecoveringJob _job = new();
    private readonly List<int> _log = [];

    [Fact]
    public async Task ValuesSkippedRecordsAndDeadLettersCountOnceOverManyLives()
    {
        var letters = new Dictionary<BatchTime, int>();
        for (int life = 1; life <= 5; life++)
        {
            Accumulator<long, long>? sum = null;
            var store = new FaultyCheckpointStore(_job.Store);
            await using StreamingTestHarness harness = _job.NewLife(
                ssc =>
                {
                    sum = ssc.LongAccumulator("sum");
                    var source = new LogSource(ssc, _log);
                    source.Map(value => Add(sum, value)).CollectTo("out");
                    source.Map(value => 100 / (value - 3)).SkipErrors().Named("divide").CollectTo("divided");
                    source.Map(value => value < 0 ? throw new FormatException("negative") : value).DivertErrors(out DStream<DeadLetter> dead).CollectTo("sound");
                    dead.CollectTo("dead");
                },
                options => options.CheckpointStore = store);
            harness.ExpectsFailure = true;
            _log.AddRange([life, 3, -life]);
            await harness.StartAsync();
            await harness.AdvanceAsync();

            // The next batch runs, and is lost with the process before its commit.
            _log.Add(1000);
            for (int call = store.Calls(StoreOperation.CompareAndSwapHead) + 1; call < 100; call++)
            {
                store.FailAt(StoreOperation.CompareAndSwapHead, call);
            }

            long expected = _log.SkipLast(1).Sum();
            Assert.Equal(expected, sum!.Value);
            Assert.Equal(_log.Count(value => value == 3), harness.Context.SkippedRecords["divide"]);
            await harness.AdvanceAsync();
            Assert.Equal(expected, sum.Value);
            foreach (CollectedBatch<DeadLetter> batch in harness.Output<DeadLetter>("dead").Batches)
            {
                letters[batch.Time] = batch.Records.Count;
            }
        }

        Assert.Equal(5, letters.Values.Sum());
    }

    [Fact]
    public async Task ALargeValueLiesInAnObjectAndEarlierOnesAreRemoved()
    {
        var store = (InMemoryCheckpointStore)_job.Store;
        for (int life = 0; life < 3; life++)
        {
            Accumulator<string, List<string>>? words = null;
            await using StreamingTestHarness harness = _job.NewLife(ssc =>
            {
                words = ssc.CollectionAccumulator<string>("words");
                ssc.LongAccumulator("unused");
                new LogSource(ssc, _log).Map(value => Add(words, new string('x', 400 + value))).CollectTo("out");
            });
            await harness.StartAsync();
            Assert.Equal(_log.Select(value => 400 + value), words!.Value.Select(word => word.Length));
            for (int batch = 0; batch < 5; batch++)
            {
                _log.Add(_log.Count);
                await harness.AdvanceAsync();
            }

            string[] objects = await store.ListAsync("", default).ToArrayAsync();
            Assert.Equal((await _job.HeadAsync()).Accumulators.Select(one => one.Object).OfType<string>(), objects);
            Assert.Single(objects);
        }

        string name = Assert.Single(await store.ListAsync("accumulators/", default).ToArrayAsync());
        await store.DeleteAsync(name, default);
        await using StreamingTestHarness last = _job.NewLife(ssc =>
        {
            ssc.CollectionAccumulator<string>("words");
            new LogSource(ssc, _log).CollectTo("out");
        });
        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => last.StartAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatAKilledProcessWroteAndNoHeadNamesIsRemoved()
    {
        foreach (string name in new[] { "accumulators/0-7-0", "accumulators/2-1-0", "accumulators/x", "other/0-1" })
        {
            await _job.Store.CreateOnceAsync(name, new byte[1], default);
        }

        Head head = DeciderWorld.FirstHead with
        {
            Zero = _job.Now,
            Committed = _job.Now,
            Accumulators = [new StoredAccumulator("gone", default, "accumulators/0-7-0")],
            Commit = 7,
        };
        await _job.Store.CompareAndSwapHeadAsync(null, HeadFormat.Encode(head), default);
        await _job.Store.CreateOnceAsync("accumulators/1-8-0", new byte[1], default);
        await _job.Store.CreateOnceAsync("states/1-8-1", new byte[1], default);
        await using StreamingTestHarness harness = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out"));
        await harness.StartAsync();
        Assert.Equal(
            ["accumulators/0-7-0", "accumulators/2-1-0", "accumulators/x", "other/0-1"],
            await ((InMemoryCheckpointStore)_job.Store).ListAsync("", default).Order().ToArrayAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AStoreThatFailsOnceIsAskedAgain(bool tookEffect)
    {
        var store = new FaultyCheckpointStore(_job.Store);
        if (tookEffect)
        {
            store.FailAfterEffectAt(StoreOperation.CreateOnce, 1);
        }
        else
        {
            store.FailAt(StoreOperation.CreateOnce, 1);
        }

        store.FailAt(StoreOperation.Delete, 1);
        Accumulator<string, List<string>>? words = null;
        await using (StreamingTestHarness first = _job.NewLife(Define, options => options.CheckpointStore = store))
        {
            await first.StartAsync();
            _log.Add(1);
            await first.AdvanceAsync();
            _log.Add(2);
            await first.AdvanceAsync();

            // Nothing was added in these.
            await first.AdvanceAsync(3);
            Assert.Equal(3, store.Calls(StoreOperation.CreateOnce));
        }

        await using StreamingTestHarness second = _job.NewLife(Define);
        await second.StartAsync();
        Assert.Equal([2001, 2002], words!.Value.Select(word => word.Length));

        void Define(StreamingContext ssc)
        {
            words = ssc.CollectionAccumulator<string>("words");
            new LogSource(ssc, _log).Map(value => Add(words, new string('x', 2000 + value))).CollectTo("out");
        }
    }

    [Fact]
    public async Task AValueOfAnotherTypeIsRefusedAndOneThatIsNotUsedStays()
    {
        await using (StreamingTestHarness first = _job.NewLife(ssc => Define(ssc, ssc.LongAccumulator("sum"))))
        {
            _log.Add(5);
            await first.StartAsync();
            await first.AdvanceAsync();
        }

        await using (StreamingTestHarness without = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out")))
        {
            await without.StartAsync();
            await without.AdvanceAsync();
        }

        await using (StreamingTestHarness changed = _job.NewLife(ssc =>
        {
            ssc.CollectionAccumulator<string>("sum");
            new LogSource(ssc, _log).CollectTo("out");
        }))
        {
            var error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => changed.StartAsync());
            Assert.Contains("accumulator 'sum'", error.Message, StringComparison.Ordinal);
        }

        Accumulator<long, long>? sum = null;
        await using StreamingTestHarness again = _job.NewLife(ssc => Define(ssc, sum = ssc.LongAccumulator("sum")));
        await again.StartAsync();
        Assert.Equal(5, sum!.Value);

        void Define(StreamingContext ssc, Accumulator<long, long> sum) => new LogSource(ssc, _log).Map(value => Add(sum, value)).CollectTo("out");
    }

    [Fact]
    public async Task WhatIsAddedOutsideBatchesIsKeptWithTheNextCommit()
    {
        Accumulator<long, long>? sum = null;
        await using (StreamingTestHarness first = _job.NewLife(Define))
        {
            await first.StartAsync();
            sum!.Add(7);
            await first.AdvanceAsync();
        }

        await using StreamingTestHarness second = _job.NewLife(Define);
        await second.StartAsync();
        Assert.Equal(7, sum!.Value);

        void Define(StreamingContext ssc)
        {
            sum = ssc.LongAccumulator("sum");
            new LogSource(ssc, _log).CollectTo("out");
        }
    }

    private static int Add(Accumulator<long, long> sum, int value)
    {
        sum.Add(value);
        return value;
    }

    private static string Add(Accumulator<string, List<string>> words, string word)
    {
        words.Add(word);
        return word;
    }
}
