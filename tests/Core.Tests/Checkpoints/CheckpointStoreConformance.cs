using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What every checkpoint store must do; derive from it for each store.</summary>
public abstract class CheckpointStoreConformance
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Makes a store without anything in it.</summary>
    protected abstract ICheckpointStore CreateEmpty();

    [Fact]
    public async Task AnEmptyStoreHasNoHeadAndNoObject()
    {
        ICheckpointStore store = CreateEmpty();
        Assert.Null(await store.ReadHeadAsync(None));
        Assert.Null(await store.GetAsync("a/b", None));
        await store.DeleteAsync("a/b", None);
    }

    [Fact]
    public async Task AHeadIsWrittenOnceFromNothing()
    {
        ICheckpointStore store = CreateEmpty();
        string? first = await store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None);
        Assert.NotNull(first);
        Assert.Null(await store.CompareAndSwapHeadAsync(null, new byte[] { 2 }, None));
        StoredHead? head = await store.ReadHeadAsync(None);
        Assert.Equal(first, head!.Version);
        Assert.Equal([1], head.Content.ToArray());
    }

    [Fact]
    public async Task AHeadIsReplacedByWhoeverReadTheLatest()
    {
        ICheckpointStore store = CreateEmpty();
        string? first = await store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None);
        string? second = await store.CompareAndSwapHeadAsync(first, new byte[] { 2 }, None);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Null(await store.CompareAndSwapHeadAsync(first, new byte[] { 3 }, None));
        Assert.Null(await store.CompareAndSwapHeadAsync("no such version", new byte[] { 3 }, None));
        Assert.Equal([2], (await store.ReadHeadAsync(None))!.Content.ToArray());
    }

    [Fact]
    public async Task TheSameContentAgainIsANewVersion()
    {
        ICheckpointStore store = CreateEmpty();
        string? first = await store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, None);
        string? second = await store.CompareAndSwapHeadAsync(first, new byte[] { 1 }, None);
        Assert.NotEqual(first, second);
        Assert.Null(await store.CompareAndSwapHeadAsync(first, new byte[] { 1 }, None));
    }

    [Fact]
    public async Task AnObjectIsCreatedOnceAndNeverChanges()
    {
        ICheckpointStore store = CreateEmpty();
        Assert.True(await store.CreateOnceAsync("job/state-1.bin", new byte[] { 1 }, None));
        Assert.False(await store.CreateOnceAsync("job/state-1.bin", new byte[] { 2 }, None));
        Assert.True(await store.CreateOnceAsync("job/state-2.bin", ReadOnlyMemory<byte>.Empty, None));
        Assert.Equal([1], (await store.GetAsync("job/state-1.bin", None))!.Value.ToArray());
        Assert.Empty((await store.GetAsync("job/state-2.bin", None))!.Value.ToArray());
        await store.DeleteAsync("job/state-1.bin", None);
        Assert.Null(await store.GetAsync("job/state-1.bin", None));
        Assert.NotNull(await store.GetAsync("job/state-2.bin", None));
    }

    [Fact]
    public async Task WhatTheCallerDoesToItsBufferAfterwardsDoesNotShow()
    {
        ICheckpointStore store = CreateEmpty();
        byte[] buffer = [1];
        await store.CompareAndSwapHeadAsync(null, buffer, None);
        await store.CreateOnceAsync("object", buffer, None);
        buffer[0] = 9;
        Assert.Equal([1], (await store.ReadHeadAsync(None))!.Content.ToArray());
        Assert.Equal([1], (await store.GetAsync("object", None))!.Value.ToArray());
    }

    [Fact]
    public async Task OfRacingCreatorsExactlyOneWins()
    {
        ICheckpointStore store = CreateEmpty();
        for (byte round = 0; round < 50; round++)
        {
            string name = $"round-{round}";
            bool[] won = await Race(creator => store.CreateOnceAsync(name, new[] { creator }, None).AsTask());
            byte winner = (byte)Array.IndexOf(won, true);
            Assert.Single(won, true);
            Assert.Equal([winner], (await store.GetAsync(name, None))!.Value.ToArray());
        }
    }

    [Fact]
    public async Task OfRacingSwapsExactlyOneWins()
    {
        ICheckpointStore store = CreateEmpty();
        string? version = null;
        for (byte round = 0; round < 50; round++)
        {
            string? expected = version;
            string?[] versions = await Race(writer => store.CompareAndSwapHeadAsync(expected, new[] { writer }, None).AsTask());
            byte winner = (byte)Array.FindIndex(versions, one => one is not null);
            version = Assert.Single(versions, one => one is not null);
            StoredHead? head = await store.ReadHeadAsync(None);
            Assert.Equal(version, head!.Version);
            Assert.Equal([winner], head.Content.ToArray());
        }
    }

    [Fact]
    public async Task ACancelledCallIsRefused()
    {
        ICheckpointStore store = CreateEmpty();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadHeadAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.CompareAndSwapHeadAsync(null, default, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.CreateOnceAsync("a", default, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.DeleteAsync("a", cancelled));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a b")]
    [InlineData("../a")]
    [InlineData("a/./b")]
    [InlineData("ä")]
    public async Task NamesThatBreakTheRuleAreRefused(string name)
    {
        ICheckpointStore store = CreateEmpty();
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.CreateOnceAsync(name, default, None));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.GetAsync(name, None));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.DeleteAsync(name, None));
    }

    private static async Task<T[]> Race<T>(Func<byte, Task<T>> run)
    {
        using var start = new Barrier(4);
        return await Task.WhenAll(Enumerable.Range(0, 4).Select(racer => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return run((byte)racer);
            },
            None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
    }
}
