using OrleansStream.Checkpoints;
using OrleansStream.Conformance;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A savepoint is complete, never changes, and a job that starts from it does what would have followed.</summary>
public sealed class SavepointTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task RandomStatefulProgramsGoOnFromASavepoint(int block)
    {
        for (int seed = block * 30; seed < (block + 1) * 30; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), seed);
        }
    }

    [Fact]
    public async Task RandomWindowsGoOnFromASavepoint()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            await RunAsync(ConformanceCases.RandomWindows(seed), seed);
            await RunAsync(ConformanceCases.RandomWindows(seed, source: (ssc, batches) => new ForgettingSource<(string? Key, long Value)>(ssc, batches)), seed);
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task ManyRandomProgramsGoOnFromASavepoint()
    {
        for (int seed = 1000; seed < 2000; seed++)
        {
            await RunAsync(ConformanceCases.RandomStateful(seed), seed);
            await RunAsync(ConformanceCases.RandomWindows(seed), seed);
        }
    }

    [Fact]
    public async Task JobsOfASavepointGoOnIndependentlyAndItStaysAsItIs()
    {
        using var disk = new TemporaryDirectory();
        string path = Path.Join(disk.Root, "savepoint");
        var job = new RecoveringJob();
        await using StreamingTestHarness first = job.NewLife(Counts);
        await first.StartAsync();
        await first.AdvanceAsync(3);
        Assert.Equal(job.Now, await first.Context.SavepointAsync(path));
        await first.AdvanceAsync(2);
        string[] files = Content(path);

        for (int again = 0; again < 2; again++)
        {
            var other = new RecoveringJob { Store = new DirectoryCheckpointStore(Path.Join(disk.Root, $"other-{again}")) };
            other.Pass(3);
            Accumulator<long, long>? seen = null;
            await using StreamingTestHarness second = other.NewLife(ssc => seen = CountsAndSeen(ssc), options => options.DefaultPartitions = 5);
            second.Context.StartFromSavepoint(path);
            await second.StartAsync();
            await second.AdvanceAsync(4);
            Assert.Equal([4L, 5, 6, 7], second.Output<long>("out").Batches.Select(batch => batch.Records.Single()));
            Assert.Equal(14, seen!.Value);
        }

        await first.AdvanceAsync();
        Assert.Equal(6, first.Output<long>("out").Last.Records.Single());
        Assert.Equal(files, Content(path));
    }

    [Fact]
    public async Task AJobWithACheckpointOfItsOwnContinuesThatOne()
    {
        var savepoint = new InMemoryCheckpointStore();
        var job = new RecoveringJob();
        await using (StreamingTestHarness first = job.NewLife(Counts))
        {
            await first.StartAsync();
            await first.AdvanceAsync(2);
            await first.Context.SavepointAsync(savepoint);
            await first.AdvanceAsync(2);
        }

        await using StreamingTestHarness second = job.NewLife(Counts, options => options.SavepointStore = savepoint);
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal(5, second.Output<long>("out").Last.Records.Single());
    }

    [Fact]
    public async Task TheSameSavepointIsWrittenOnceHoweverOftenItIsAskedFor()
    {
        var target = new FaultyCheckpointStore(new InMemoryCheckpointStore());
        var job = new RecoveringJob();
        await using StreamingTestHarness first = job.NewLife(Counts);
        await first.StartAsync();
        await first.AdvanceAsync(2);
        BatchTime saved = job.Now;
        var id = Guid.NewGuid();
        target.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 1);
        await Assert.ThrowsAsync<InjectedFaultException>(() => first.Context.SavepointAsync(target, id, default));
        await first.AdvanceAsync(2);

        Assert.Equal(saved, await first.Context.SavepointAsync(target, id, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Context.SavepointAsync(target));
    }

    [Fact]
    public async Task WhatAnotherProcessRemovesMeanwhileIsNotMissed()
    {
        var target = new HeldStore();
        var job = new RecoveringJob();
        await using StreamingTestHarness first = job.NewLife(Counts);
        await first.StartAsync();
        await first.AdvanceAsync(2);

        // Copied by somebody whom the coordinator does not know of.
        Task<BatchTime> writing = Savepoint.WriteAsync(new CheckpointObjects(job.Store), epoch: null, job.Store, target, Guid.NewGuid(), default);
        await target.Asked.WaitAsync(first.Patience);
        await first.AdvanceAsync(30);
        target.Release();
        Assert.True(await writing <= job.Now);

        await using StreamingTestHarness second = new RecoveringJob().NewLife(Counts, options => options.SavepointStore = target);
        await second.StartAsync();
        await second.AdvanceAsync(40);
        Assert.Equal(40, second.Output<long>("out").Last.Records.Single());
    }

    [Fact]
    public async Task BatchesGoOnWhileASavepointIsWrittenAndNothingItNeedsIsRemoved()
    {
        var target = new HeldStore();
        var job = new RecoveringJob();
        await using StreamingTestHarness first = job.NewLife(Counts);
        await first.StartAsync();
        await first.AdvanceAsync(2);
        BatchTime saved = job.Now;
        Task<BatchTime> writing = first.Context.SavepointAsync(target);
        await target.Asked.WaitAsync(first.Patience);
        await first.AdvanceAsync(10);
        Assert.Equal(12, first.Output<long>("out").Last.Records.Single());
        target.Release();
        Assert.Equal(saved, await writing);
        await first.AdvanceAsync();

        IEnumerable<string> reachable = HeadObjects.Of(await job.HeadAsync()).Select(one => one.Name);
        Assert.Equal(reachable.Order(), await NamesAsync(job.Store));

        await using StreamingTestHarness second = new RecoveringJob().NewLife(Counts, options => options.SavepointStore = target);
        await second.StartAsync();
        await second.AdvanceAsync(3);
        Assert.Equal(3, second.Output<long>("out").Last.Records.Single());
    }

    [Fact]
    public async Task WhatAReceiverHasStoredIsInIt()
    {
        var savepoint = new InMemoryCheckpointStore();
        var input = new PushedInput(new RecoveringJob());
        await using StreamingTestHarness first = input.NewLife();
        await first.StartAsync();
        await input.StoreAsync(3);
        await first.AdvanceAsync();
        await input.StoreAsync(2);
        await first.Context.SavepointAsync(savepoint);
        await input.StoreAsync(4);
        await first.AdvanceAsync();
        Assert.Equal(Enumerable.Range(3, 6), first.Output<int>("out").Last.Records);

        var other = new PushedInput(new RecoveringJob());
        other.Job.Pass(1);
        await using StreamingTestHarness second = other.NewLife(options => options.SavepointStore = savepoint);
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([3, 4], second.Output<int>("out").Last.Records);
        await other.StoreAsync(1);
        await second.AdvanceAsync();
        Assert.Equal([0], second.Output<int>("out").Last.Records);
    }

    [Fact]
    public async Task WhatCannotBeIsRefused()
    {
        using var disk = new TemporaryDirectory();
        string path = Path.Join(disk.Root, "savepoint");
        var job = new RecoveringJob { Store = new DirectoryCheckpointStore(Path.Join(disk.Root, "job")) };
        await using StreamingTestHarness first = job.NewLife(Counts);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Context.SavepointAsync(path));
        await first.StartAsync();
        await first.AdvanceAsync();
        await first.Context.SavepointAsync(path);
        Assert.Contains("there are files in it", (await Assert.ThrowsAsync<InvalidOperationException>(() => first.Context.SavepointAsync(path))).Message, StringComparison.Ordinal);
        Assert.Contains("Use an empty store", (await Assert.ThrowsAsync<InvalidOperationException>(() => first.Context.SavepointAsync(job.Store))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => first.Context.StartFromSavepoint(path));

        // A savepoint is not changed by a job, and a checkpoint that a job changes is no savepoint.
        Assert.Contains("holds a savepoint", await StartErrorAsync(path, null), StringComparison.Ordinal);
        Assert.Contains("and no savepoint", await StartErrorAsync("new", Path.Join(disk.Root, "job")), StringComparison.Ordinal);

        // Half of one.
        File.Delete(Directory.GetFiles(path, "head-*").Single());
        File.Delete(Path.Join(path, "layout"));
        Assert.Contains("holds no savepoint", await StartErrorAsync("new", path), StringComparison.Ordinal);
        Assert.Contains("has no checkpoint", await StartErrorAsync(null, path), StringComparison.Ordinal);

        async Task<string> StartErrorAsync(string? checkpoint, string? savepoint)
        {
            await using StreamingTestHarness other = new RecoveringJob().NewLife(Counts, options => options.CheckpointStore = null);
            other.Context.Checkpoint(checkpoint is null ? null : Path.Combine(disk.Root, checkpoint));
            other.Context.StartFromSavepoint(savepoint);
            return (await Assert.ThrowsAnyAsync<Exception>(() => other.StartAsync())).Message;
        }
    }

    [Fact]
    public async Task ADamagedObjectIsNotSaved()
    {
        var job = new RecoveringJob();
        await using StreamingTestHarness first = job.NewLife(Counts);
        await first.StartAsync();
        await first.AdvanceAsync();
        string part = (await job.HeadAsync()).KeptStates.Single().Parts[0].Object;
        byte[] content = (await job.Store.GetAsync(part, default))!.Value.ToArray();
        content[^1] ^= 1;
        await job.Store.DeleteAsync(part, default);
        await job.Store.CreateOnceAsync(part, content, default);
        var target = new InMemoryCheckpointStore();
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => first.Context.SavepointAsync(target));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Null(await target.ReadHeadAsync(default));
    }

    private static void Counts(StreamingContext ssc) => CountsAndSeen(ssc);

    private static Accumulator<long, long> CountsAndSeen(StreamingContext ssc)
    {
        Accumulator<long, long> seen = ssc.LongAccumulator("seen");
        ssc.AddressedInput("in", new FunctionFeed<int>(_ => FeedBatch.Cut([1, 2], 2)))
            .Map(number =>
            {
                seen.Add(1);
                return ("all", number);
            })
            .ReduceByKey((a, b) => a + b)
            .MapWithState(StateSpec.Of<long>(), (_, _, state) =>
            {
                state.Update((state.Exists ? state.Get() : 0) + 1);
                return state.Get();
            })
            .Named("counts")
            .CollectTo("out");
        return seen;
    }

    /// <summary>Runs a program with a savepoint after some batch, then from the savepoint, in other numbers of partitions.</summary>
    private static async Task RunAsync(ConformanceCase conformance, int seed)
    {
        var random = new Random(seed);
        int before = random.Next(conformance.Batches + 1);
        var savepoint = new InMemoryCheckpointStore();
        var saved = new RecoveringJob();
        await using StreamingTestHarness life = saved.NextLife(conformance, Configure);
        await life.StartAsync();
        await life.AdvanceAsync(before);
        await life.Context.SavepointAsync(savepoint);

        // What comes of the batches before, and nothing else, to which the other job adds what comes after.
        var prefix = new RecoveringJob();
        await using (StreamingTestHarness first = prefix.NextLife(conformance, Configure))
        {
            await first.StartAsync();
            await first.AdvanceAsync(before);
        }

        await using StreamingTestHarness other = prefix.With(new InMemoryCheckpointStore()).NextLife(conformance, options =>
        {
            Configure(options);
            options.SavepointStore = savepoint;
        });
        await other.StartAsync();
        await other.AdvanceAsync(conformance.Batches - before);
        await life.AdvanceAsync(conformance.Batches - before);
        foreach (RecoveringJob job in new[] { saved, prefix })
        {
            Assert.Equal(conformance.ExpectedOutputs(job.Outputs, out int collected), collected);
            conformance.Verify(job.Outputs, Interval);
        }

        void Configure(StreamingContextOptions options)
        {
            options.EngineThreads = 1 + random.Next(3);
            options.DefaultPartitions = 1 + random.Next(5);
        }
    }

    private static string[] Content(string path) =>
        [.. Directory.GetFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToHexString(File.ReadAllBytes(file))}")];

    private static async Task<IEnumerable<string>> NamesAsync(ICheckpointStore store)
    {
        var names = new List<string>();
        await foreach (string name in ((IListingCheckpointStore)store).ListAsync("", default))
        {
            names.Add(name);
        }

        return names.Order();
    }
}
