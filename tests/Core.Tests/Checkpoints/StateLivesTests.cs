using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Whatever calls of the store fail, and in whatever life, batches give what they would have given.</summary>
public class StateLivesTests
{
    private static readonly StoreOperation[] Operations = Enum.GetValues<StoreOperation>();

    [Fact]
    public async Task StateAndWindowsGoOnWhateverCallsOfTheStoreFail()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            await RunAsync(seed, lives: 10);
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task StateAndWindowsGoOnThroughManyLivesWithFailures()
    {
        for (int seed = 1000; seed < 1050; seed++)
        {
            await RunAsync(seed, lives: 50);
        }
    }

    [Fact]
    public Task TheCheckpointStaysSmallWhileKeysComeAndGo() => StaysSmallAsync(rounds: 8);

    [Fact]
    [Trait("Tier", "Long")]
    public Task TheCheckpointStaysSmallForLong() => StaysSmallAsync(rounds: 200);

    /// <summary>Changes gather until they are as many as a small snapshot may have, which takes 100 batches, again and again.</summary>
    private static async Task StaysSmallAsync(int rounds)
    {
        var store = new InMemoryCheckpointStore();
        var job = new RecoveringJob { Store = store };
        await using StreamingTestHarness harness = NewLife(job, new Random(1));
        await harness.StartAsync();
        for (int round = 0; round < rounds; round++)
        {
            await harness.AdvanceAsync(50);
            Head head = await job.HeadAsync();
            Assert.Equal(["seen", "sessions", "totals", "window"], head.KeptStates.Select(state => state.Operator).Order());
            foreach (StoredState state in head.KeptStates)
            {
                Assert.InRange(state.Parts.Count, 1, 40);
                Assert.InRange(state.Parts.Sum(part => part.Entries), 1, 1200);
                Assert.InRange(state.Parts.Sum(part => part.Bytes), 1, 40_000);
            }

            // Nothing else is left: whatever is replaced is removed.
            Assert.Equal(
                head.KeptStates.SelectMany(state => state.Parts).Select(part => part.Object).Concat(head.KeptDatasets.Select(kept => kept.Object)).Order(),
                (await store.ListAsync("", default).ToArrayAsync()).Order());
            Assert.InRange(head.KeptDatasets.Count, 1, 10);
        }
    }

    private static async Task RunAsync(int seed, int lives)
    {
        var random = new Random(seed);
        var job = new RecoveringJob();
        int failures = 0;
        for (int life = 0; life < lives; life++)
        {
            var store = new FaultyCheckpointStore(job.Store);
            Break(store, random);
            await using StreamingTestHarness harness = NewLife(job, random, options => options.CheckpointStore = store);
            harness.ExpectsFailure = true;
            try
            {
                await harness.StartAsync();
            }
            catch (InjectedFaultException)
            {
                failures++;
                job.Pass(1);
                continue;
            }

            await harness.AdvanceAsync(1 + random.Next(4));
            failures += harness.Context.Failure is null ? 0 : 1;
        }

        await using StreamingTestHarness last = NewLife(job, random);
        await last.StartAsync();
        await last.AdvanceAsync();
        Assert.InRange(failures, 1, lives);

        // What has been committed and may not have been published is published again.
        IGrouping<BatchTime, CollectedBatch<string>>[] batches =
            [.. job.Outputs.Output<string>("out").Batches.GroupBy(batch => batch.Time).OrderBy(batch => batch.Key)];
        Assert.Equal(job.Now, batches[^1].Key);
        for (int i = 0; i < batches.Length; i++)
        {
            Assert.Equal(batches[0].Key + (job.Interval * i), batches[i].Key);
            foreach (CollectedBatch<string> batch in batches[i])
            {
                string[] expected = [.. StatefulJob.Expected(i)];
                string[] given = [.. batch.Records.Order(StringComparer.Ordinal)];
                Assert.True(
                    expected.SequenceEqual(given),
                    $"Seed {seed}, batch {i} lacks [{string.Join(", ", expected.Except(given))}] and has [{string.Join(", ", given.Except(expected))}], of {given.Length}.");
            }
        }
    }

    private static StreamingTestHarness NewLife(RecoveringJob job, Random random, Action<StreamingContextOptions>? configure = null) =>
        job.NextLife(new Job(job.Interval), options =>
        {
            options.EngineThreads = 1 + random.Next(3);
            options.DefaultPartitions = 1 + random.Next(5);
            configure?.Invoke(options);
        });

    /// <summary>Makes some calls fail, sometimes all that are left.</summary>
    private static void Break(FaultyCheckpointStore store, Random random)
    {
        const int Calls = 100;
        foreach (StoreOperation operation in Operations)
        {
            int allFrom = random.Next(4) == 0 ? 1 + random.Next(20) : Calls;
            for (int call = 1; call <= Calls; call++)
            {
                if (call >= allFrom || random.Next(10) == 0)
                {
                    if (random.Next(2) == 0)
                    {
                        store.FailAt(operation, call);
                    }
                    else
                    {
                        store.FailAfterEffectAt(operation, call);
                    }
                }
            }
        }
    }

    private sealed class Job(TimeSpan interval) : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args) => StatefulJob
            .Of(ssc.AddressedInput("numbers", new FunctionFeed<int>(batch => FeedBatch.Cut(Enumerable.Range((int)batch * 10, 10), 2))), interval)
            .CollectTo("out");
    }
}
