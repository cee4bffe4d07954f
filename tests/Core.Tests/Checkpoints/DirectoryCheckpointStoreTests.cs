using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Checkpoints;

public sealed class DirectoryCheckpointStoreTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly DirectoryCheckpointStore _store;

    public DirectoryCheckpointStoreTests() => _store = new DirectoryCheckpointStore(_disk["store"]);

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Nothing_is_made_before_something_is_written()
    {
        Assert.Null(await _store.ReadHeadAsync(default));
        Assert.Null(await _store.GetAsync("a", default));
        await _store.DeleteAsync("a", default);
        Assert.Empty(_disk.Everything());
    }

    [Fact]
    public async Task Only_the_head_and_what_was_created_is_left()
    {
        string? version = null;
        for (byte i = 1; i <= 12; i++)
        {
            version = await _store.CompareAndSwapHeadAsync(version, new[] { i }, default);
        }

        await _store.CreateOnceAsync("a/b", new byte[] { 1 }, default);
        Assert.False(await _store.CreateOnceAsync("a/b", new byte[] { 1 }, default));
        Assert.Equal(
            ["store/", "store/head-12", "store/layout", "store/objects/", "store/objects/a+b", "store/temporary/"], _disk.Everything());
        Assert.Equal("OrleansStream checkpoint, layout 1\n", _disk.Read("store/layout"));
    }

    [Fact]
    public async Task What_a_killed_process_was_writing_is_no_head_and_is_removed_in_time()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        string old = _disk["store/temporary/old"];
        File.WriteAllText(old, "torn");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(_disk["store/head-1"]).AddHours(-2));
        File.WriteAllText(_disk["store/temporary/young"], "torn");

        var again = new DirectoryCheckpointStore(_store.Path);
        Assert.Equal([1], (await again.ReadHeadAsync(default))!.Content.ToArray());
        await again.CreateOnceAsync("a", new byte[] { 1 }, default);
        Assert.Equal(["young"], Directory.GetFiles(_disk["store/temporary"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Files_that_are_no_heads_are_left_alone()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        foreach (string name in new[] { "head-", "head-x", "head-02", "head--3", "head-99999999999999999999999", "head-7.copy", "notes" })
        {
            File.WriteAllText(_disk[$"store/{name}"], "?");
        }

        Assert.Equal("1", (await _store.ReadHeadAsync(default))!.Version);
        Assert.Equal("2", await _store.CompareAndSwapHeadAsync("1", new byte[] { 2 }, default));
        Assert.Equal(7, Directory.GetFiles(_store.Path).Count(file => File.ReadAllText(file) == "?"));
    }

    [Fact]
    public async Task A_latecomer_that_looked_before_later_heads_were_written_does_not_count()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        var sleeper = new HeadFiles(new SleepyDirectory(_store.Path, () =>
        {
            // While it sleeps, heads 2 and 3 come, and what it has read goes.
            File.Move(_disk["store/head-1"], _disk["store/head-3"]);
        }));
        var error = Assert.Throws<IOException>(() => sleeper.Swap("1", new byte[] { 2 }));
        Assert.Contains("head-2' was written when later heads were there already", error.Message, StringComparison.Ordinal);
        Assert.Equal(["head-3", "layout"], Directory.GetFiles(_store.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_latecomer_leaves_when_it_is_killed_is_the_head_for_nobody()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        File.Move(_disk["store/head-1"], _disk["store/head-4"]);
        File.WriteAllText(_disk["store/head-2"], "latecomer");
        Assert.Equal("4", (await _store.ReadHeadAsync(default))!.Version);
        Assert.Null(await _store.CompareAndSwapHeadAsync("2", new byte[] { 3 }, default));
        Assert.Equal("5", await _store.CompareAndSwapHeadAsync("4", new byte[] { 5 }, default));
        Assert.Equal(["head-5", "layout"], Directory.GetFiles(_store.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_directory_that_has_lost_its_head_is_not_taken_for_a_new_one()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        File.Delete(_disk["store/head-1"]);
        var error = await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await _store.ReadHeadAsync(default));
        Assert.Contains(_store.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the directory", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default));
    }

    [Fact]
    public async Task A_directory_that_a_newer_version_has_laid_out_is_refused()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        File.WriteAllText(_disk["store/layout"], "OrleansStream checkpoint, layout 2\n");
        var error = await Assert.ThrowsAsync<CheckpointVersionException>(async () => await _store.ReadHeadAsync(default));
        Assert.Contains("layout 2", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CheckpointVersionException>(async () => await _store.CompareAndSwapHeadAsync("1", new byte[] { 1 }, default));
    }

    [Fact]
    public async Task A_head_whose_writer_died_before_it_could_say_so_counts()
    {
        await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default);
        File.WriteAllBytes(_disk["store/head-2"], [2]);
        var heir = new DirectoryCheckpointStore(_store.Path);
        StoredHead? head = await heir.ReadHeadAsync(default);
        Assert.Equal(("2", (byte)2), (head!.Version, head.Content.Span[0]));
        Assert.Null(await heir.CompareAndSwapHeadAsync("1", new byte[] { 9 }, default));
        Assert.Equal("3", await heir.CompareAndSwapHeadAsync("2", new byte[] { 3 }, default));
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_is_named()
    {
        File.WriteAllText(_disk["store"], "");
        var error = await Assert.ThrowsAsync<IOException>(async () => await _store.CompareAndSwapHeadAsync(null, new byte[] { 1 }, default));
        Assert.Contains(_store.Path, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(async () => await _store.CreateOnceAsync("a", new byte[] { 1 }, default));
    }

    [Fact]
    public void The_path_is_checked()
    {
        Assert.Throws<ArgumentNullException>(() => new DirectoryCheckpointStore(null!));
        Assert.Throws<ArgumentException>(() => new DirectoryCheckpointStore(" "));
        Assert.Equal(Path.GetFullPath("x"), new DirectoryCheckpointStore("x").Path);
    }

    [Fact]
    public void A_name_is_given_once_and_a_repeated_request_is_known_again()
    {
        File.WriteAllText(_disk["one"], "1");
        File.WriteAllText(_disk["two"], "2");
        Assert.True(DurableFiles.TryGiveName(_disk["one"], _disk["name"]));
        Assert.False(DurableFiles.TryGiveName(_disk["two"], _disk["name"]));
        Assert.Equal("1", _disk.Read("name"));
        if (OperatingSystem.IsLinux())
        {
            // What a repeated request over NFS looks like: the name is taken, by the very file.
            Assert.True(DurableFiles.TryGiveName(_disk["one"], _disk["name"]));
        }

        Assert.ThrowsAny<IOException>(() => DurableFiles.TryGiveName(_disk["none"], _disk["other"]));
    }

    [Fact]
    public void Where_there_are_no_links_a_rename_does_not_replace()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.WriteAllText(_disk["one"], "1");
        File.WriteAllText(_disk["two"], "2");
        Assert.Equal(0, UnixFiles.RenameNew(_disk["one"], _disk["name"]));
        Assert.Equal(UnixFiles.Exists, UnixFiles.RenameNew(_disk["two"], _disk["name"]));
        Assert.Equal("1", _disk.Read("name"));
    }

    /// <summary>Something happens before each file gets its name.</summary>
    private sealed class SleepyDirectory(string root, Action meanwhile) : CheckpointDirectory(root)
    {
        internal override bool TryCreate(string path, ReadOnlySpan<byte> content)
        {
            meanwhile();
            return base.TryCreate(path, content);
        }
    }
}
