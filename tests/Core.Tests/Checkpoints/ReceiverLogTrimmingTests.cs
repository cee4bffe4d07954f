using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What is no longer needed of a receiver's log goes, however the lives end.</summary>
public sealed class ReceiverLogTrimmingTests
{
    private readonly InMemoryCheckpointStore _store = new();
    private readonly PushedInput _input;

    public ReceiverLogTrimmingTests() => _input = new PushedInput(new RecoveringJob { Store = _store });

    [Fact]
    public async Task TheLogIsTrimmedAsBatchesAreCommitted()
    {
        for (int life = 0; life < 3; life++)
        {
            await using StreamingTestHarness harness = _input.NewLife();
            await harness.StartAsync();
            for (int i = 0; i < 20; i++)
            {
                await _input.StoreAsync(1);
                await _input.StoreAsync(1);
                await harness.AdvanceAsync();
            }

            Assert.True((await _input.LoggedAsync()).Length <= 5);
        }
    }

    [Fact]
    public async Task WhatALifeHadNoTimeToTrimIsTrimmedByTheNext()
    {
        var faulty = new FaultyCheckpointStore(_store);
        for (int call = 1; call < 100; call++)
        {
            faulty.FailAt(StoreOperation.Delete, call);
        }

        await using (StreamingTestHarness first = _input.NewLife(options => options.CheckpointStore = faulty))
        {
            await first.StartAsync();
            for (int i = 0; i < 10; i++)
            {
                await _input.StoreAsync(1);
                await first.AdvanceAsync();
            }
        }

        Assert.Equal(11, (await _input.LoggedAsync()).Length);
        await using StreamingTestHarness second = _input.NewLife();
        await second.StartAsync();
        Assert.True((await _input.LoggedAsync()).Length <= 3);
    }

    [Fact]
    public async Task AStopWaitsUntilWhatBatchesHeldIsRemoved()
    {
        var faulty = new FaultyCheckpointStore(_store);
        await using StreamingTestHarness harness = _input.NewLife(options => options.CheckpointStore = faulty);
        await harness.StartAsync();
        StoreHold hold = faulty.HoldAt(StoreOperation.Delete, 1);
        for (int i = 0; i < 150; i++)
        {
            await _input.StoreAsync(1);
        }

        // The first batch has them all, and is let go after the second.
        await harness.AdvanceAsync(2);
        await hold.Reached.Within();
        Task stop = harness.Context.StopAsync();
        await harness.Context.Coordinator!.Finished.Within();
        Assert.False(stop.IsCompleted);
        hold.Release();
        await stop.Within();
        Assert.Single(await _input.LoggedAsync());
    }

    [Fact]
    public async Task WhatIsLeftToRemoveIsFoundWithoutReadingAllOfIt()
    {
        const int Groups = 3000;
        var faulty = new FaultyCheckpointStore(_store);
        for (int call = 1; call < 10; call++)
        {
            faulty.FailAt(StoreOperation.Delete, call);
        }

        await using (StreamingTestHarness first = _input.NewLife(options => options.CheckpointStore = faulty))
        {
            await first.StartAsync();
            for (int i = 0; i < Groups; i++)
            {
                await _input.StoreAsync(1);
            }

            await first.AdvanceAsync();
        }

        Assert.Equal(Groups + 1, (await _input.LoggedAsync()).Length);
        var counting = new FaultyCheckpointStore(_store);
        await using StreamingTestHarness second = _input.NewLife(options => options.CheckpointStore = counting);
        await second.StartAsync();
        Assert.True((await _input.LoggedAsync()).Length <= 3);
        Assert.InRange(counting.Calls(StoreOperation.Get), 1, 50);
    }

    [Fact]
    public async Task TheLogOfAReceiverThatTheJobNoLongerHasGoes()
    {
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(1);
        }

        Assert.Equal(2, (await _input.LoggedAsync()).Length);
        await using StreamingTestHarness second = _input.Job.NewLife(ssc => ssc.ReceiverStream(new AnyReceiver<int>()).Named("another").CollectTo("out"));
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Single(await _input.LoggedAsync());
    }
}
