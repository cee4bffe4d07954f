using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A log in a store that fails, or whose objects are damaged: nothing acknowledged is lost in silence.</summary>
public sealed class ReceiverLogFaultTests
{
    private readonly InMemoryCheckpointStore _store = new();
    private readonly PushedInput _input;

    public ReceiverLogFaultTests() => _input = new PushedInput(new RecoveringJob { Store = _store });

    public static TheoryData<StoreOperation, bool> Faults => new()
    {
        { StoreOperation.CreateOnce, false }, { StoreOperation.CreateOnce, true },
        { StoreOperation.CompareAndSwapHead, false }, { StoreOperation.CompareAndSwapHead, true },
        { StoreOperation.Get, false }, { StoreOperation.ReadHead, false }, { StoreOperation.Delete, false },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task AStoreThatFailsOnceAtAnyCallLosesAndRepeatsNothing(StoreOperation operation, bool afterEffect)
    {
        for (int call = 1; ; call++)
        {
            var input = new PushedInput(new RecoveringJob());
            var faulty = new FaultyCheckpointStore(input.Job.Store);
            Fail(faulty, operation, call, afterEffect);
            for (int life = 0; life < 3; life++)
            {
                await using StreamingTestHarness harness = await StartAsync(input, faulty);
                await input.StoreAsync(2);
                await harness.AdvanceAsync();
                await input.StoreAsync(1);
                input.Look(harness);
            }

            await using (StreamingTestHarness last = await StartAsync(input, faulty))
            {
                await last.AdvanceAsync();
                input.Look(last);
            }

            Assert.Equal(Enumerable.Range(0, 9), input.Acknowledged);
            Assert.Equal(input.Acknowledged, input.Processed);
            if (faulty.Calls(operation) < call)
            {
                Assert.True(call > 3, "No call has failed.");
                return;
            }
        }
    }

    [Fact]
    public async Task AStoreCallFailsWhenTheStoreDoesAndItsRecordsDoNotCount()
    {
        var faulty = new FaultyCheckpointStore(_store);
        await using StreamingTestHarness harness = _input.NewLife(options => options.CheckpointStore = faulty);
        await harness.StartAsync();
        await _input.StoreAsync(1);
        for (int i = 1; i <= 3; i++)
        {
            faulty.FailAt(StoreOperation.CreateOnce, faulty.Calls(StoreOperation.CreateOnce) + i);
        }

        await Assert.ThrowsAsync<CheckpointUnavailableException>(() => _input.StoreAsync(1));
        await _input.StoreAsync(1);
        await harness.AdvanceAsync();
        _input.Look(harness);
        Assert.Equal([0, 2], _input.Acknowledged);
        Assert.Equal(_input.Acknowledged, _input.Processed);
    }

    [Fact]
    public async Task AStoreCallWhoseAnswerWasLostMayCountAndIsNotCountedAgain()
    {
        var faulty = new FaultyCheckpointStore(_store);
        await using (StreamingTestHarness first = _input.NewLife(options => options.CheckpointStore = faulty))
        {
            await first.StartAsync();
            int calls = faulty.Calls(StoreOperation.CreateOnce);
            int reads = faulty.Calls(StoreOperation.Get);
            faulty.FailAfterEffectAt(StoreOperation.CreateOnce, calls + 1);
            faulty.FailAt(StoreOperation.Get, reads + 1);
            faulty.FailAt(StoreOperation.Get, reads + 2);
            await Assert.ThrowsAsync<CheckpointUnavailableException>(() => _input.StoreAsync(1));
            await _input.StoreAsync(1);
            await first.AdvanceAsync();
            _input.Look(first);
            Assert.Equal([0, 1], _input.Processed);
        }

        await using StreamingTestHarness second = _input.NewLife();
        await second.StartAsync();
        await second.AdvanceAsync();
        _input.Look(second);
        Assert.Equal([0, 1], _input.Processed);
    }

    [Fact]
    public async Task AStopAtOnceDoesNotWaitForAStoreThatDoesNotAnswer()
    {
        var faulty = new FaultyCheckpointStore(_store);
        StoreHold hold = faulty.HoldAt(StoreOperation.CreateOnce, 2);
        await using StreamingTestHarness harness = _input.NewLife(options => options.CheckpointStore = faulty);
        await harness.StartAsync();
        Task storing = _input.Receiver.StoreAsync([7]).AsTask();
        await hold.Reached.Within();
        await harness.StopAsync(graceful: false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storing.Within());
    }

    [Theory]
    [InlineData("flipped", 1, "another checksum")]
    [InlineData("flipped", 3, "another checksum")]
    [InlineData("cut", 3, "has a body of")]
    [InlineData("gone", 1, "is gone")]
    [InlineData("gone", 2, "is gone")]
    public async Task ADamagedLogIsRefusedWithWhatToDo(string damage, int group, string expected)
    {
        _input.Fails = true;
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(1);
            await first.AdvanceAsync(0);
            await _input.StoreAsync(1);
            await _input.StoreAsync(1);
            await first.AdvanceAsync();
        }

        string name = await NameOfAsync(group);
        byte[] content = (await _store.GetAsync(name, default))!.Value.ToArray();
        await _store.DeleteAsync(name, default);
        content[^1] ^= 1;
        if (damage != "gone")
        {
            await _store.CreateOnceAsync(name, damage == "cut" ? content.AsMemory(0, content.Length / 2) : content, default);
        }

        await using StreamingTestHarness second = _input.NewLife();
        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => second.StartAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the checkpoint from a copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABlockThatASealedBatchHoldsAndThatIsGoneWithAllAfterItIsMissed()
    {
        _input.Fails = true;
        _input.SealsFirst = true;
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(1);
            await _input.StoreAsync(1);
            await first.AdvanceAsync();
        }

        await _store.DeleteAsync(await NameOfAsync(2), default);
        await using StreamingTestHarness second = _input.NewLife();
        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(() => second.StartAsync());
        Assert.Contains("is gone, and it is still needed", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Starts a life, once more if the start fails.</summary>
    private static async Task<StreamingTestHarness> StartAsync(PushedInput input, FaultyCheckpointStore store)
    {
        StreamingTestHarness life = input.NewLife(options => options.CheckpointStore = store);
        try
        {
            await life.StartAsync();
            return life;
        }
        catch (InjectedFaultException)
        {
            await life.DisposeAsync();
            life = input.NewLife(options => options.CheckpointStore = store);
            await life.StartAsync();
            return life;
        }
    }

    private static void Fail(FaultyCheckpointStore store, StoreOperation operation, int call, bool afterEffect)
    {
        if (afterEffect)
        {
            store.FailAfterEffectAt(operation, call);
        }
        else
        {
            store.FailAt(operation, call);
        }
    }

    private async Task<string> NameOfAsync(int group)
    {
        await foreach (string name in _store.ListAsync("received/", default))
        {
            if (name.EndsWith($"-{group}", StringComparison.Ordinal))
            {
                return name;
            }
        }

        throw new InvalidOperationException($"Group {group} is not there.");
    }
}
