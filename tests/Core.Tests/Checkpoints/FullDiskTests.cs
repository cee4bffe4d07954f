using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A disk that is full or may not be written is named, and what was on it stays.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();

    public void Dispose() => _disk.Dispose();

    [SmallDiskFact]
    public async Task OnAFullDiskNothingIsLostAndTheJobGoesOnWhenThereIsRoom()
    {
        using SmallDisk small = SmallDisk.Make(_disk["small"]);
        var store = new DirectoryCheckpointStore(Path.Join(small.Path, "checkpoint"));
        string? version = await store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        int objects = 0;
        IOException full = await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; ; objects++)
            {
                await store.CreateOnceAsync($"object-{objects}", new byte[20_000], default);
            }
        });
        Assert.StartsWith($"Cannot write '{store.Path}/objects/object-{objects}': ", full.Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Path.Join(small.Path, "rest"), new byte[1]);
        await FillAsync(Path.Join(small.Path, "rest"));
        await Assert.ThrowsAsync<IOException>(async () => await store.CompareAndSwapHeadAsync(version, new byte[] { 2 }, default));

        Assert.Equal([1], (await store.ReadHeadAsync(default))!.Content.ToArray());
        Assert.Null(await store.GetAsync($"object-{objects}", default));
        Assert.Empty(Directory.GetFiles(Path.Join(store.Path, "temporary")));
        File.Delete(Path.Join(small.Path, "rest"));
        Assert.Equal("2", await store.CompareAndSwapHeadAsync(version, new byte[] { 2 }, default));
        for (int i = 0; i < objects; i++)
        {
            Assert.Equal(20_000, (await store.GetAsync($"object-{i}", default))!.Value.Length);
        }
    }

    [SmallDiskFact]
    public async Task AJobWhoseDiskIsFullStopsAndLaterGoesOnWhereItWas()
    {
        using SmallDisk small = SmallDisk.Make(_disk["small"]);
        var log = new List<int>();
        var job = new RecoveringJob { Store = new DirectoryCheckpointStore(Path.Join(small.Path, "checkpoint")) };
        await using (StreamingTestHarness first = job.NewLife(ssc => new LogSource(ssc, log).CollectTo("out")))
        {
            first.ExpectsFailure = true;
            log.Add(1);
            await first.StartAsync();
            await first.AdvanceAsync();
            await FillAsync(Path.Join(small.Path, "rest"));
            log.Add(2);
            await first.AdvanceAsync();
            Assert.Equal([1], first.Output<int>("out").Records);
            Assert.Contains(small.Path, Assert.IsType<IOException>(Assert.IsType<CheckpointUnavailableException>(first.Context.Failure).InnerException).Message, StringComparison.Ordinal);
            Assert.Equal(StreamingContextState.Stopped, first.Context.State);
        }

        File.Delete(Path.Join(small.Path, "rest"));
        await using StreamingTestHarness second = job.NewLife(ssc => new LogSource(ssc, log).CollectTo("out"));
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([1, 2], second.Output<int>("out").Records);
    }

    [SmallDiskFact]
    public async Task ADirectoryThatMayOnlyBeReadCanBeRead()
    {
        using SmallDisk small = SmallDisk.Make(_disk["small"]);
        var store = new DirectoryCheckpointStore(Path.Join(small.Path, "checkpoint"));
        string? version = await store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        await store.CreateOnceAsync("a", new byte[] { 2 }, default);
        small.MakeReadOnly();
        Assert.Equal([1], (await store.ReadHeadAsync(default))!.Content.ToArray());
        Assert.Equal([2], (await store.GetAsync("a", default))!.Value.ToArray());
        IOException error = await Assert.ThrowsAsync<IOException>(async () => await store.CompareAndSwapHeadAsync(version, new byte[] { 2 }, default));
        Assert.Contains("head-2", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(async () => await store.CreateOnceAsync("b", new byte[] { 2 }, default));
        await Assert.ThrowsAsync<IOException>(async () => await store.DeleteAsync("a", default));
    }

    private static async Task FillAsync(string path)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }
}
