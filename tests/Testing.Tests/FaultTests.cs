using OrleansStream.Checkpoints;

namespace OrleansStream.Testing.Tests;

public class FaultTests
{
    [Fact]
    public async Task AStoreFailsWithoutEffectWhereItIsTold()
    {
        var store = new FaultyCheckpointStore(new InMemoryCheckpointStore());
        store.FailAt(StoreOperation.CreateOnce, 2);
        Assert.True(await store.CreateOnceAsync("one", default, default));
        await Assert.ThrowsAsync<InjectedFaultException>(async () => await store.CreateOnceAsync("two", default, default));
        Assert.Null(await store.GetAsync("two", default));
        Assert.True(await store.CreateOnceAsync("two", default, default));
        Assert.Equal(3, store.Calls(StoreOperation.CreateOnce));
        Assert.Equal(1, store.Calls(StoreOperation.Get));
        Assert.Equal(0, store.Calls(StoreOperation.Delete));
    }

    [Fact]
    public async Task AStoreTakesEffectAndFails()
    {
        var store = new FaultyCheckpointStore(new InMemoryCheckpointStore());
        store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, 1);
        store.FailAfterEffectAt(StoreOperation.Delete, 1);
        await Assert.ThrowsAsync<InjectedFaultException>(async () => await store.CompareAndSwapHeadAsync(null, new byte[] { 7 }, default));
        Assert.Equal([7], (await store.ReadHeadAsync(default))!.Content.ToArray());
        await store.CreateOnceAsync("one", default, default);
        await Assert.ThrowsAsync<InjectedFaultException>(async () => await store.DeleteAsync("one", default));
        Assert.Null(await store.GetAsync("one", default));
    }

    [Fact]
    public async Task ACallWaitsUntilItIsReleased()
    {
        var store = new FaultyCheckpointStore(new InMemoryCheckpointStore());
        StoreHold hold = store.HoldAt(StoreOperation.Get, 1);
        Task<ReadOnlyMemory<byte>?> call = store.GetAsync("one", default).AsTask();
        await hold.Reached;
        Assert.False(call.IsCompleted);
        await store.CreateOnceAsync("one", new byte[] { 1 }, default);
        hold.Release();
        Assert.Equal([1], (await call)!.Value.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => store.HoldAt(StoreOperation.Get, 0));
    }

    [Fact]
    public void ATransientFaultStrikesAsOftenAsTold()
    {
        var fault = new TransientFault(2);
        Assert.Throws<InjectedFaultException>(() => fault.Strike());
        Assert.Throws<InjectedFaultException>(() => fault.Pass(1));
        Assert.Equal(5, fault.Pass(5));
        fault.Strike();
        Assert.Equal(2, fault.Strikes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransientFault(-1));
    }

    [Fact]
    public async Task ATransientFaultCountsAcrossThreads()
    {
        var fault = new TransientFault(1000);
        int[] struck = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 500).Count(_ => Record.Exception(fault.Strike) is not null))));
        Assert.Equal(1000, struck.Sum());
        Assert.Equal(1000, fault.Strikes);
    }
}
