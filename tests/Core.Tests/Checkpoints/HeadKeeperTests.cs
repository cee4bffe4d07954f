using OrleansStream.Batches;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

public class HeadKeeperTests
{
    private readonly FaultyCheckpointStore _store = new(new InMemoryCheckpointStore());

    [Fact]
    public async Task EachClaimIsAnEpochOfItsOwnAndContinuesTheHead()
    {
        HeadKeeper first = Keeper();
        Head head = await first.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        Assert.Equal(1, head.Epoch);
        Assert.Equal(1, first.Epoch);
        await first.WriteAsync(head with { Committed = head.Zero + TimeSpan.FromSeconds(5) }, default);

        HeadKeeper second = Keeper();
        Head continued = await second.ClaimAsync(stored => stored ?? (DeciderWorld.FirstHead with { Zero = new BatchTime(77) }), default);
        Assert.Equal(2, continued.Epoch);
        Assert.Equal(head.Zero, continued.Zero);
        Assert.Equal(head.Zero + TimeSpan.FromSeconds(5), continued.Committed);
    }

    [Fact]
    public async Task AHeadComesBackAsItWasWritten()
    {
        HeadKeeper keeper = Keeper();
        Head head = await keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        var seal = new SourceSeal("source", 42, "0..42", new byte[] { 1, 2 });
        Head written = head with
        {
            Open = [new OpenBatch(new SealedBatch(new BatchTime(7), [seal]), 3)],
            Prepared = [new PreparedOutput(new BatchTime(5), "out", new byte[] { 9 })],
        };
        await keeper.WriteAsync(written, default);
        Head read = await Keeper().ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        OpenBatch open = Assert.Single(read.Open);
        Assert.Equal(3, open.Attempt);
        SourceSeal source = Assert.Single(open.Seal.Sources);
        Assert.Equal(("source", 42L, "0..42"), (source.Source, source.Records, source.Description));
        Assert.Equal([1, 2], source.Content.ToArray());
        PreparedOutput prepared = Assert.Single(read.Prepared);
        Assert.Equal((new BatchTime(5), "out"), (prepared.Time, prepared.Output));
        Assert.Equal([9], prepared.Token.ToArray());
        Assert.Equal((written.CodeVersion, written.KeyGroups, written.Partitions), (read.CodeVersion, read.KeyGroups, read.Partitions));
    }

    [Fact]
    public async Task AZombieIsFencedOff()
    {
        HeadKeeper zombie = Keeper();
        Head head = await zombie.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        HeadKeeper heir = Keeper();
        Head claimed = await heir.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        await Assert.ThrowsAsync<JobFencedException>(() => zombie.WriteAsync(head with { Committed = new BatchTime(9) }, default));
        await heir.WriteAsync(claimed with { Committed = new BatchTime(10) }, default);
        await Assert.ThrowsAsync<JobFencedException>(() => zombie.WriteAsync(head, default));
    }

    [Fact]
    public async Task AFenceEndsAnEpochAndLeavesTheHeadToTheNextOne()
    {
        await HeadFence.RaiseAsync(_store, TimeProvider.System, default);
        Assert.Null(await _store.ReadHeadAsync(default));

        HeadKeeper lost = Keeper();
        Head head = await lost.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default) with { Committed = new BatchTime(9) };
        await lost.WriteAsync(head, default);
        await HeadFence.RaiseAsync(_store, TimeProvider.System, default);
        await Assert.ThrowsAsync<JobFencedException>(() => lost.WriteAsync(head with { Committed = new BatchTime(10) }, default));

        Head claimed = await Keeper().ClaimAsync(stored => stored!, default);
        Assert.Equal((3, new BatchTime(9), head.Zero), (claimed.Epoch, claimed.Committed, claimed.Zero));
        Assert.Equal(CommitObjects.IdOf(1, 1), Assert.Single(claimed.KeptLeftovers).Name);
    }

    [Fact]
    public async Task RacingClaimersGetDifferentEpochs()
    {
        HeadKeeper[] keepers = [.. Enumerable.Range(0, 8).Select(_ => Keeper())];
        Head[] heads = await Task.WhenAll(keepers.Select(keeper => Task.Run(() => keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default))));
        Assert.Equal(Enumerable.Range(1, 8).Select(epoch => (long)epoch), heads.Select(head => head.Epoch).Order());
        int writers = 0;
        for (int i = 0; i < keepers.Length; i++)
        {
            writers += await Record.ExceptionAsync(() => keepers[i].WriteAsync(heads[i], default)) is null ? 1 : 0;
        }

        Assert.Equal(1, writers);
    }

    [Fact]
    public async Task AClaimerWhoseAnswerWasLostDoesNotTakeARivalsHeadForItsOwn()
    {
        // Both would write the same first head. The rival's takes effect; ours fails without effect.
        StoreHold hold = _store.HoldAt(StoreOperation.CompareAndSwapHead, 1);
        _store.FailAt(StoreOperation.CompareAndSwapHead, 1);
        HeadKeeper ours = Keeper();
        Task<Head> claiming = ours.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        await hold.Reached;
        HeadKeeper rival = Keeper();
        Assert.Equal(1, (await rival.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default)).Epoch);
        hold.Release();
        Assert.Equal(2, (await claiming).Epoch);
    }

    [Fact]
    public async Task AWriteWhoseAnswerWasLostCounts()
    {
        _store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 1);
        _store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 2);
        HeadKeeper keeper = Keeper();
        Head head = await keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        Assert.Equal(1, head.Epoch);
        await keeper.WriteAsync(head with { Committed = new BatchTime(5) }, default);
        await keeper.WriteAsync(head with { Committed = new BatchTime(6) }, default);
        Assert.Equal(3, _store.Calls(StoreOperation.CompareAndSwapHead));
    }

    [Fact]
    public async Task AWriteIsTriedAgainAndItsEarlierTryMayTurnOutToHaveCounted()
    {
        HeadKeeper keeper = Keeper();
        Head head = await keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);

        // The first try takes effect and its answer is lost, and so is what would have settled it.
        _store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 2);
        _store.FailAt(StoreOperation.ReadHead, 2);
        await keeper.WriteAsync(head with { Committed = new BatchTime(5) }, default);

        _store.FailAt(StoreOperation.CompareAndSwapHead, _store.Calls(StoreOperation.CompareAndSwapHead) + 1);
        await keeper.WriteAsync(head with { Committed = new BatchTime(6) }, default);
        Assert.Equal(new BatchTime(6), (await Keeper().ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default)).Committed);
    }

    [Fact]
    public async Task AStoreThatFailsForGoodIsNotTakenForARival()
    {
        HeadKeeper keeper = Keeper();
        Head head = await keeper.ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        for (int call = 2; call < 20; call++)
        {
            _store.FailAt(StoreOperation.CompareAndSwapHead, call);
        }

        await Assert.ThrowsAsync<CheckpointUnavailableException>(() => keeper.WriteAsync(head with { Committed = new BatchTime(5) }, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AJobGoesOnWhenACommitFailsOnce(bool tookEffect)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting(Checkpointed());
        if (tookEffect)
        {
            _store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 2);
        }
        else
        {
            _store.FailAt(StoreOperation.CompareAndSwapHead, 2);
        }

        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([1, 2], harness.Output<int>("out").Records);
        Assert.Equal(2, harness.Output<int>("out").Publications);
    }

    [Fact]
    public async Task AJobThatWasTakenOverStopsAndPublishesNothingMore()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Collecting(Checkpointed());
        harness.ExpectsFailure = true;
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await Keeper().ClaimAsync(stored => stored ?? DeciderWorld.FirstHead, default);
        await harness.AdvanceAsync();
        Assert.Equal([1], harness.Output<int>("out").Records);
        Assert.Equal(StreamingContextState.Stopped, harness.Context.State);
        await Assert.ThrowsAsync<JobFencedException>(() => harness.Context.AwaitTerminationAsync());
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task TheSealIsDurableBeforeABatchActsOutside(bool actsBefore, int swaps)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, Checkpointed());
        bool sealedFirst = true;
        if (actsBefore)
        {
            input.ForeachRdd(async (_, time) =>
            {
                StoredHead? stored = await _store.ReadHeadAsync(default);
                Head head = HeadFormat.Decode(stored!, _store);
                sealedFirst = head.Open.Any(open => open.Seal.Time == time && open.Attempt == 1);
            });
        }
        else
        {
            input.CollectTo("out");
        }

        await harness.StartAsync();

        // Where a source begins is durable before its first batch runs, whatever the outputs are.
        await harness.AdvanceAsync();
        int before = _store.Calls(StoreOperation.CompareAndSwapHead);
        await harness.AdvanceAsync();
        Assert.True(sealedFirst);
        Assert.Equal(swaps, _store.Calls(StoreOperation.CompareAndSwapHead) - before);
    }

    private StreamingContextOptions Checkpointed()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CheckpointStore = _store;
        return options;
    }

    private HeadKeeper Keeper() => new(_store);
}
