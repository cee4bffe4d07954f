using OrleansStream.Conformance;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>After a stop, state is exactly as of the last commit, and what follows is what would have followed.</summary>
public class StateRecoveryTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Names => [.. ConformanceCases.Stateful(() => { }).Where(one => !one.ExpectsFailure).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task StatefulOperatorsConformWithAStopAfterEveryBatch(string name) =>
        await RunAsync(ConformanceCases.Find(name), new RecoveringJob(), new Random(1), longestLife: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RandomProgramsConformWithStopsAtRandom(int block)
    {
        for (int seed = block * 50; seed < (block + 1) * 50; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), new RecoveringJob(), new Random(seed), longestLife: 3);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RandomWindowsConformWithStopsAtRandom(int block)
    {
        for (int seed = block * 50; seed < (block + 1) * 50; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), new RecoveringJob(), new Random(seed), longestLife: 3);
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomWindowsConformWithStopsAtRandom()
    {
        for (int seed = 1000; seed < 2000; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), new RecoveringJob(), new Random(seed), longestLife: 1 + (seed % 4));
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomProgramsConformWithStopsAtRandom()
    {
        for (int seed = 1000; seed < 3000; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), new RecoveringJob(), new Random(seed), longestLife: 1 + (seed % 4));
        }
    }

    [Fact]
    public async Task KeysMoveWhenTheNumberOfPartitionsChanges()
    {
        var job = new RecoveringJob();
        for (int life = 0; life < 5; life++)
        {
            int partitions = 1 + (life * 3 % 7);
            await using StreamingTestHarness harness = job.NextLife(new Job(ssc => Counts(ssc, StateSpec.Of<long>().Partitions(partitions)).CollectTo("out")));
            await harness.StartAsync();
            await harness.AdvanceAsync(2);
        }

        // Every batch counts every key once more.
        IReadOnlyList<CollectedBatch<(string Key, long Value)>> batches = job.Outputs.Output<(string Key, long Value)>("out").Batches;
        Assert.Equal(10, batches.Count);
        for (int i = 0; i < batches.Count; i++)
        {
            Assert.Equal(KeyNames.Select(key => (key, i + 1L)).Order(), batches[i].Records.Order());
        }
    }

    [Fact]
    public async Task AnAddedOperatorBeginsAnewAndARemovedOneIsKept()
    {
        var job = new RecoveringJob();
        await using (StreamingTestHarness first = job.NextLife(new Job(ssc => Counts(ssc, StateSpec.Of<long>()).Named("old").CollectTo("old"))))
        {
            await first.StartAsync();
            await first.AdvanceAsync(3);
        }

        await using (StreamingTestHarness second = job.NextLife(new Job(ssc => Counts(ssc, StateSpec.Of<long>()).Named("new").CollectTo("new"))))
        {
            await second.StartAsync();
            await second.AdvanceAsync();
            Assert.Equal(1, second.Output<(string Key, long Value)>("new").Last.Records[0].Value);
            Assert.Contains(job.Log.Messages(), message => message.Contains("the checkpoint has state of old", StringComparison.Ordinal));
        }

        await using StreamingTestHarness third = job.NextLife(new Job(ssc => Counts(ssc, StateSpec.Of<long>()).Named("old").CollectTo("old")));
        await third.StartAsync();
        await third.AdvanceAsync();
        Assert.Equal(4, third.Output<(string Key, long Value)>("old").Last.Records[0].Value);
        Assert.Equal(["new", "old"], (await job.HeadAsync()).KeptStates.Select(state => state.Operator).Order());
    }

    [Fact]
    public async Task AnInitialStateAppliesOnce()
    {
        var job = new RecoveringJob();
        for (int life = 0; life < 3; life++)
        {
            await using StreamingTestHarness harness = job.NextLife(new Job(ssc =>
                Counts(ssc, StateSpec.Of<long>().InitialState([("b", 100L), ("z", 7L)])).StateSnapshots().CollectTo("out")));
            await harness.StartAsync();
            await harness.AdvanceAsync();
            Assert.Equal(
                [("a", life + 1L), ("b", life + 101L), ("c", life + 1L), ("z", 7L)],
                harness.Output<(string Key, long Value)>("out").Last.Records.Order());
        }
    }

    [Fact]
    public async Task MembersOfAStateMayComeAndGo()
    {
        var job = new RecoveringJob();
        await RunOnceAsync<Old>(job, old => new Old((old?.Count ?? 0) + 1, "gone"));
        await RunOnceAsync<New>(job, old => new New((old?.Count ?? 0) + 1));
        CollectedBatch<string> last = job.Outputs.Output<string>("out").Last;
        Assert.Equal(["New { Count = 2, Added = 5 }", "New { Count = 2, Added = 5 }", "New { Count = 2, Added = 5 }"], last.Records);

        CheckpointMismatchException error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => RunOnceAsync<string>(job, _ => ""));
        Assert.Contains("The checkpoint's state of counts cannot become what its types are now", error.Message, StringComparison.Ordinal);
        Assert.Contains("give the operator another name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherKeysAreRefused()
    {
        var job = new RecoveringJob();
        await RunOnceAsync<long>(job, old => old + 1);
        await using StreamingTestHarness other = job.NextLife(new Job(ssc => ssc.AddressedInput("in", Keys)
            .Map(key => (key.Length, 1)).MapWithState(StateSpec.Of<long>(), (key, _, state) => key).Named("counts").CollectTo("other")));
        CheckpointMismatchException error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => other.StartAsync());
        Assert.Contains("The checkpoint has keys of counts with the identity", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AMissingOrDamagedPartIsNamed(bool missing)
    {
        var store = new TaggedValueStore();
        var job = new RecoveringJob { Store = store };
        await RunOnceAsync<long>(job, old => old + 1);
        string part = (await job.HeadAsync()).KeptStates.Single().Parts.Single().Object;
        byte[] content = (await store.GetAsync(part, default))!.Value.ToArray();
        await store.DeleteAsync(part, default);
        if (!missing)
        {
            content[^1] ^= 1;
            await store.CreateOnceAsync(part, content, default);
        }

        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => RunOnceAsync<long>(job, old => old + 1));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatesAndKeysWithoutACodecAreRefusedAtTheStart()
    {
        var job = new RecoveringJob();
        await using StreamingTestHarness life = job.NextLife(new Job(ssc => ssc.AddressedInput("in", Keys)
            .Map(key => (key, 1)).MapWithState(StateSpec.Of<IntPtr>(), (key, _, state) => key).CollectTo("out")));
        await Assert.ThrowsAsync<OrleansStream.Encoding.UnsupportedTypeException>(() => life.StartAsync());
    }

    private static string[] KeyNames => ["a", "b", "c"];

    private static FunctionFeed<string> Keys => new(_ => FeedBatch.Cut(KeyNames, 2));

    private static MapWithStateDStream<string, long, (string Key, long Value)> Counts(StreamingContext ssc, StateSpec<long> spec) =>
        ssc.AddressedInput("in", Keys).Map(key => (key, 1)).MapWithState(spec, Count);

    private static MapWithStateDStream<string, long, (string Key, long Value)> Counts(StreamingContext ssc, StateSpec<string, long> spec) =>
        ssc.AddressedInput("in", Keys).Map(key => (key, 1)).MapWithState(spec, Count);

    private static (string Key, long Value) Count(string key, Option<int> value, State<long> state)
    {
        state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
        return (key, state.Get());
    }

    private static async Task RunOnceAsync<TState>(RecoveringJob job, Func<TState?, TState> next)
    {
        await using StreamingTestHarness life = job.NextLife(new Job(ssc => ssc.AddressedInput("in", Keys)
            .Map(key => (key, 1))
            .MapWithState(StateSpec.Of<TState>(), (_, _, state) =>
            {
                state.Update(next(state.Exists ? state.Get() : default));
                return $"{state.Get()}";
            })
            .Named("counts")
            .CollectTo("out")));
        await life.StartAsync();
        await life.AdvanceAsync();
    }

    private static async Task RunAsync(ConformanceCase conformance, RecoveringJob job, Random random, int longestLife)
    {
        int done = 0;
        while (done < conformance.Batches)
        {
            await using StreamingTestHarness life = job.NextLife(conformance, options =>
            {
                options.EngineThreads = 1 + random.Next(3);
                options.DefaultPartitions = 1 + random.Next(5);
                options.MemoryLimit = random.Next(3) == 0 ? random.Next(2000) : null;
            });
            await life.StartAsync();
            int batches = Math.Min(conformance.Batches - done, 1 + random.Next(longestLife));
            await life.AdvanceAsync(batches);
            done += batches;
            if (random.Next(2) == 0)
            {
                await life.StopAsync();
            }
        }

        Assert.Equal(conformance.ExpectedOutputs(job.Outputs, out int collected), collected);
        conformance.Verify(job.Outputs, Interval);
    }

    private sealed class Job(Action<StreamingContext> define) : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args) => define(ssc);
    }

    private sealed record Old(int Count, string Gone);

    private sealed record New(int Count, int Added = 5);
}
