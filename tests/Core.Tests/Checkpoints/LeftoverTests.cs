using OrleansStream.Checkpoints;
using OrleansStream.Receivers;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>Whenever lives of a job end, what they leave behind is found and removed, in a store that cannot say what it holds.</summary>
public class LeftoverTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // What two commits write, replace and have not come to the end of.
    private const int Most = 30;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public Task LivesThatAllEndAtTheSameCallLeaveLittle(int grace) => EndAsync(grace, step: 17);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [Trait("Tier", "Long")]
    public Task LivesThatAllEndAtAnyOneCallLeaveLittle(int grace) => EndAsync(grace, step: 1);

    private static async Task EndAsync(int grace, int step)
    {
        for (int calls = 1; ; calls += step)
        {
            var job = new RecoveringJob { Grace = Interval * grace };
            Assert.True(await LiveAsync(job, int.MaxValue, batches: 10) > 20, "The store was hardly used.");
            bool isWhole = false;
            int most = 0;
            for (int life = 0; life < 8; life++)
            {
                isWhole |= await LiveAsync(job, calls, batches: 3) < calls;
                most = Math.Max(most, (await UnneededAsync(job)).Count);
            }

            Assert.True(most <= Most * (1 + grace), $"With lives of {calls} calls, {most} objects that nothing needs were there at once.");
            await FinishAsync(job);
            if (isWhole)
            {
                Assert.True(calls > 30, "Lives ended by themselves too soon.");
                return;
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ManyLivesThatEndAnywhereLeaveLittle(int seed)
    {
        var random = new Random(seed);
        var job = new RecoveringJob { Grace = Interval * random.Next(3) };
        for (int life = 0; life < 150; life++)
        {
            await LiveAsync(job, 1 + random.Next(120), batches: 1 + random.Next(4));
            job.Pass(random.Next(2));
            if (random.Next(4) == 0)
            {
                await HeadFence.RaiseAsync(job.Store, job.Time, default);
            }

            Assert.InRange((await UnneededAsync(job)).Count, 0, 3 * Most);
        }

        await FinishAsync(job);
    }

    [Fact]
    public async Task WhatIsReplacedStaysForAWhileAndGoesThen()
    {
        var job = new RecoveringJob { Grace = 5 * Interval };
        await using StreamingTestHarness life = NewLife(job, job.Store, new PushedInput.PushReceiver());
        await life.StartAsync();
        await life.AdvanceAsync(20);
        Head read = await job.HeadAsync();
        await life.AdvanceAsync(5);
        foreach ((string name, _) in HeadObjects.Of(read))
        {
            Assert.NotNull(await job.Store.GetAsync(name, default));
        }

        string[] replaced = [.. HeadObjects.Of(read).Select(one => one.Name).Except(HeadObjects.Of(await job.HeadAsync()).Select(one => one.Name))];
        Assert.NotEmpty(replaced);
        await life.AdvanceAsync(6);
        foreach (string name in replaced)
        {
            Assert.Null(await job.Store.GetAsync(name, default));
        }

        // Heads do not grow with what is gone.
        Assert.InRange((await job.HeadAsync()).KeptLeftovers.Count, 1, 2 * Most);
    }

    [Fact]
    public async Task ALogThatIsNoLongerWrittenGoes()
    {
        var job = new RecoveringJob();
        var receiver = new PushedInput.PushReceiver();
        await using (StreamingTestHarness first = NewLife(job, job.Store, receiver))
        {
            await first.StartAsync();
            for (int block = 0; block < 20; block++)
            {
                await receiver.StoreAsync([block]);
            }
        }

        await using StreamingTestHarness second = NewLife(job, new DyingStore(job.Store, int.MaxValue), new PushedInput.PushReceiver(), isLogged: false);
        await second.StartAsync();
        await second.AdvanceAsync(3);
        Assert.DoesNotContain(await NamesAsync(job), name => name.StartsWith("received/", StringComparison.Ordinal));
        Assert.Empty(await UnneededAsync(job));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ARemovedCheckpointLeavesNothingHoweverOftenItsRemovalIsCutOff(int seed)
    {
        var random = new Random(seed);
        var job = new RecoveringJob { Grace = 3 * Interval };
        for (int life = 0; life < 10; life++)
        {
            await LiveAsync(job, 1 + random.Next(200), batches: 1 + random.Next(6));
        }

        long epoch = (await job.HeadAsync()).Epoch;
        int calls = 1;
        while (!await TryRemoveAsync(job.Store, CheckpointKind.Head, calls))
        {
            calls += 1 + random.Next(10);
        }

        Assert.True(calls > 3, "There was hardly anything to remove.");
        Assert.Empty(await NamesAsync(job));
        Head head = await job.HeadAsync();
        Assert.True(head is { IsEmptied: true, KeptLeftovers: [] } && head.Epoch > epoch);
        await FinishAsync(job);
        Assert.True((await job.HeadAsync()).Epoch > head.Epoch);
    }

    [Fact]
    public async Task AJobBeginsAnewAfterARemovalAndWhoHadItBeforeIsFencedOff()
    {
        var job = new RecoveringJob();
        await using StreamingTestHarness before = job.NewLife(Count);
        before.ExpectsFailure = true;
        await before.StartAsync();
        await before.AdvanceAsync(3);
        Assert.Equal([3], before.Output<int>("out").Last.Records);
        await CheckpointRemoval.RunAsync(job.Store, CheckpointKind.Head, TimeProvider.System, default);
        Assert.Empty(await NamesAsync(job));
        Assert.Contains("removed", (await Assert.ThrowsAsync<CheckpointException>(() => CheckpointInspector.OpenAsync(job.Store))).Message, StringComparison.Ordinal);

        // With other key groups and another interval, which a checkpoint would refuse.
        await using StreamingTestHarness after = job.NewLife(Count, options => options.KeyGroups = 7);
        await after.StartAsync();
        await after.AdvanceAsync(2);
        Assert.Equal([2], after.Output<int>("out").Last.Records);

        // It notices when it writes.
        if (before.Context.State == StreamingContextState.Active)
        {
            await before.AdvanceAsync();
        }

        await Assert.ThrowsAsync<JobFencedException>(() => before.Context.AwaitTerminationAsync());

        static void Count(StreamingContext ssc) => ssc.AddressedInput("in", new FunctionFeed<int>(_ => FeedBatch.Cut([1], 1)))
            .Map(one => ("all", one))
            .UpdateStateByKey(StateSpec.Of<int>(), (values, state) => Option.Some(values.Count + state.GetValueOrDefault(0)))
            .MapValues(count => count)
            .Map(pair => pair.Value)
            .CollectTo("out");
    }

    [Fact]
    public async Task AJobMayStartFromASavepointWhereACheckpointWasRemoved()
    {
        var savepoint = new InMemoryCheckpointStore();
        var other = new RecoveringJob();
        await using (StreamingTestHarness saved = NewLife(other, other.Store, new PushedInput.PushReceiver()))
        {
            await saved.StartAsync();
            await saved.AdvanceAsync(4);
            await saved.Context.SavepointAsync(savepoint);
        }

        var job = new RecoveringJob();
        job.Pass(4);
        await using (StreamingTestHarness first = NewLife(job, job.Store, new PushedInput.PushReceiver()))
        {
            await first.StartAsync();
            await first.AdvanceAsync(2);
        }

        await CheckpointRemoval.RunAsync(job.Store, CheckpointKind.Head, TimeProvider.System, default);
        Head emptied = await job.HeadAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Savepoint.WriteAsync(
            new CheckpointObjects(job.Store), epoch: null, job.Store, new InMemoryCheckpointStore(), Guid.NewGuid(), default));
        await using StreamingTestHarness second = job.NewLife(
            ssc => Define(ssc, new PushedInput.PushReceiver()), options => options.SavepointStore = savepoint);
        await second.StartAsync();
        await second.AdvanceAsync(3);
        Head head = await job.HeadAsync();
        Assert.True(head.Epoch > emptied.Epoch && head.Committed > emptied.Committed);
        Assert.NotEmpty(head.KeptStates);
        Assert.Equal(BatchTime.From(VirtualTime.DefaultStart), head.Zero);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ARemovedSavepointLeavesNothingHoweverOftenItsRemovalIsCutOff(int seed)
    {
        var random = new Random(seed);
        var job = new RecoveringJob();
        var receiver = new PushedInput.PushReceiver();
        await using StreamingTestHarness life = NewLife(job, job.Store, receiver);
        await life.StartAsync();
        await receiver.StoreAsync([1]);
        await life.AdvanceAsync(4);
        var savepoint = new InMemoryCheckpointStore();
        await life.Context.SavepointAsync(savepoint);
        Assert.NotEmpty(await NamesAsync(savepoint));
        await Assert.ThrowsAsync<CheckpointMismatchException>(() => CheckpointRemoval.RunAsync(savepoint, CheckpointKind.Head, TimeProvider.System, default));
        await Assert.ThrowsAsync<CheckpointMismatchException>(() => CheckpointRemoval.RunAsync(job.Store, CheckpointKind.Savepoint, TimeProvider.System, default));

        bool wasHalf = false;
        for (int calls = 1; !await TryRemoveAsync(savepoint, CheckpointKind.Savepoint, calls); calls += 1 + random.Next(4))
        {
            if (HeadFormat.Decode((await savepoint.ReadHeadAsync(default))!, savepoint, CheckpointKind.Savepoint).IsEmptied)
            {
                wasHalf = true;
                await AssertNothingStartsAsync();
            }
        }

        Assert.True(wasHalf, "No removal was cut off.");
        Assert.Empty(await NamesAsync(savepoint));
        await AssertNothingStartsAsync();
        Assert.False(await CheckpointRemoval.RunAsync(savepoint, CheckpointKind.Savepoint, TimeProvider.System, default));

        async Task AssertNothingStartsAsync()
        {
            Assert.Contains(
                "one was removed there", (await Assert.ThrowsAsync<InvalidOperationException>(() => life.Context.SavepointAsync(savepoint))).Message, StringComparison.Ordinal);
            await using StreamingTestHarness none = new RecoveringJob().NewLife(
                ssc => Define(ssc, new PushedInput.PushReceiver()), options => options.SavepointStore = savepoint);
            none.ExpectsFailure = true;
            Assert.Contains("it was removed", (await Assert.ThrowsAsync<CheckpointDamagedException>(() => none.StartAsync())).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhereThereIsNoCheckpointNothingIsRemoved()
    {
        var job = new RecoveringJob();
        await CheckpointRemoval.RunAsync(job.Store, CheckpointKind.Head, TimeProvider.System, default);
        Assert.Null(await job.Store.ReadHeadAsync(default));
    }

    /// <summary>Removes what a store holds, by a process that dies after some calls.</summary>
    /// <returns>Whether it has come to its end.</returns>
    private static async Task<bool> TryRemoveAsync(ICheckpointStore store, CheckpointKind kind, int calls)
    {
        try
        {
            await CheckpointRemoval.RunAsync(new DyingStore(store, calls), kind, TimeProvider.System, default);
            return true;
        }
        catch (Exception error) when (error is InjectedFaultException or CheckpointUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Runs a life until it ends by itself or is killed.</summary>
    /// <returns>How many calls it has made.</returns>
    private static async Task<int> LiveAsync(RecoveringJob job, int calls, int batches)
    {
        var store = new DyingStore(job.Store, calls);
        var receiver = new PushedInput.PushReceiver();
        await using StreamingTestHarness life = NewLife(job, store, receiver);
        life.ExpectsFailure = true;
        try
        {
            await life.StartAsync();
            for (int batch = 0; batch < batches && life.Context.State == StreamingContextState.Active; batch++)
            {
                await receiver.StoreAsync([batch]);
                await receiver.StoreAsync([batch]);
                await life.AdvanceAsync();
            }
        }
        catch (Exception error) when (error is InjectedFaultException or CheckpointUnavailableException)
        {
            // It has been killed at the start, or while it stored a block.
            await life.DisposeAsync();
            job.Pass(1);
        }

        return store.Calls;
    }

    /// <summary>Runs a life to its end, after which nothing may be left.</summary>
    private static async Task FinishAsync(RecoveringJob job)
    {
        var receiver = new PushedInput.PushReceiver();
        await using StreamingTestHarness last = NewLife(job, new DyingStore(job.Store, int.MaxValue), receiver, grace: TimeSpan.Zero);
        await last.StartAsync();
        await last.AdvanceAsync(2);
        Assert.Empty(await UnneededAsync(job));
    }

    private static StreamingTestHarness NewLife(
        RecoveringJob job, ICheckpointStore store, PushedInput.PushReceiver receiver, bool isLogged = true, TimeSpan? grace = null) =>
        job.NewLife(ssc => Define(ssc, receiver), options =>
        {
            options.CheckpointStore = store;
            options.MaxBatchAttempts = 1;
            options.ReceiverWriteAheadLog = isLogged;
            options.CheckpointGracePeriod = grace ?? options.CheckpointGracePeriod;
        });

    /// <summary>A job with everything that is kept beside the head.</summary>
    private static void Define(StreamingContext ssc, PushedInput.PushReceiver receiver)
    {
        Accumulator<string, List<string>> words = ssc.CollectionAccumulator<string>("words");
        StatefulJob.Of(ssc.AddressedInput("numbers", new FunctionFeed<int>(batch => FeedBatch.Cut(Enumerable.Range((int)batch * 10, 10), 2))), Interval)
            .Map(line =>
            {
                words.Add(line);
                return line;
            })
            .CollectTo("lines");
        ssc.ReceiverStream(receiver).Named("pushed").CollectTo("pushed");
    }

    private static async Task<IReadOnlyList<string>> UnneededAsync(RecoveringJob job)
    {
        if (await job.Store.ReadHeadAsync(default) is null)
        {
            return await NamesAsync(job);
        }

        Head head = await job.HeadAsync();
        var needed = HeadObjects.Of(head).Select(one => one.Name).ToHashSet();
        foreach ((string prefix, long from, long known) in HeadObjects.LogsOf(head))
        {
            await foreach ((string name, _) in new LogObjects(new CheckpointObjects(job.Store), prefix).ReadAsync(from, known, default))
            {
                needed.Add(name);
            }
        }

        return [.. (await NamesAsync(job)).Except(needed)];
    }

    private static Task<IReadOnlyList<string>> NamesAsync(RecoveringJob job) => NamesAsync((InMemoryCheckpointStore)job.Store);

    private static async Task<IReadOnlyList<string>> NamesAsync(InMemoryCheckpointStore store) => await store.ListAsync("", default).ToArrayAsync();
}
