using OrleansStream.Storage;
using OrleansStream.Testing;
using OrleansStream.WebHdfs.Tests.Server;
using static OrleansStream.WebHdfs.Tests.HdfsClients;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>Lists, folders and what is left in them.</summary>
public class WebHdfsFolderTests
{
    [Fact]
    public async Task A_big_folder_is_listed_in_pages_and_only_as_far_as_the_prefix_goes()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        for (int i = 0; i < 1_050; i++)
        {
            server.Files.Close(server.Files.Create(FormattableString.Invariant($"/out/counts-{i:D4}/part-00000"), overwrite: false, createParent: true), []);
        }

        server.Files.MakeFolder("/out/empty/more/still more");
        server.Files.Create("/out/z\u00e4", overwrite: false, createParent: true);
        IObjectStore store = server.Open("out");
        Assert.Equal(1_051, (await NamesAsync(store, "")).Length);

        server.Asked.Clear();
        Assert.Equal(["counts-0777/part-00000"], await NamesAsync(store, "counts-0777"));
        Assert.Equal(["LISTSTATUS_BATCH", "LISTSTATUS_BATCH"], server.Asked);
        Assert.Equal(10, (await NamesAsync(store, "counts-042")).Length);
        Assert.Equal(["counts-0001/part-00000"], await NamesAsync(store, "counts-0001/part"));
        Assert.Equal(["z\u00e4"], await NamesAsync(store, "z"));
        Assert.Equal(["z\u00e4"], await NamesAsync(store, "z\u00e4"));
        Assert.Empty(await NamesAsync(store, "counts-0001/part-00000/"));
        Assert.Empty(await NamesAsync(store, "a:b//c"));
    }

    [Fact]
    public async Task What_is_being_written_does_not_show()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        server.Files.Create("/in/orders.csv._COPYING_", overwrite: false, createParent: true);
        server.Files.Create("/in/.orleansstream-writing/new/1", overwrite: false, createParent: true);
        server.Files.Create("/in/deeper/.orleansstream-writing/new/2", overwrite: false, createParent: true);
        server.Files.Create("/in/orders.csv", overwrite: false, createParent: true);
        Assert.Equal(["orders.csv"], await NamesAsync(server.Open("in"), ""));
    }

    [Fact]
    public async Task Folders_go_with_the_last_object_in_them()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("out");
        await store.CreateAsync("a/b/c/1", "");
        await store.CreateAsync("a/2", "");
        await store.DeleteAsync("a/b/c/1", None);
        Assert.Equal(["/out/", "/out/a/", "/out/a/2"], server.Paths().Where(path => !path.Contains("orleansstream", StringComparison.Ordinal)));
        await store.DeleteAsync("a/2", None);
        await store.DeleteAsync("a/2", None);
        Assert.Equal(["/out/"], server.Paths().Where(path => !path.Contains("orleansstream", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Empty_folders_are_in_no_objects_way()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        server.Files.MakeFolder("/out/a/b/c");
        IObjectStore store = server.Open("out");
        Assert.Null(await store.TextAsync("a"));
        Assert.NotNull(await store.CreateAsync("a", "text"));
        Assert.Equal("text", await store.TextAsync("a"));
        Assert.Null(await store.TextAsync("a/b"));
        await store.DeleteAsync("a/b", None);
        Assert.Equal("text", await store.TextAsync("a"));
    }

    [Fact]
    public async Task A_folder_that_is_removed_again_and_again_does_not_hinder_a_writer_for_ever()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("out");
        int times = 0;
        server.Refuses = (operation, _) =>
        {
            if (operation == "RENAME" && ++times is > 1 and < 4)
            {
                server.Files.Delete("/out/a", recursive: true);
            }

            return null;
        };
        Assert.NotNull(await store.CreateAsync("a/b", ""));
        Assert.Equal(4, times);

        server.Refuses = (operation, _) =>
        {
            if (operation == "RENAME")
            {
                server.Files.Delete("/out/a", recursive: true);
            }

            return null;
        };
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.CreateAsync("a/b", ""));
        Assert.Contains("/out/a/b", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Paths(), path => !path.EndsWith('/'));
    }

    [Fact]
    public async Task What_writers_have_left_is_removed_when_it_is_old()
    {
        var time = new VirtualTime();
        await using WebHdfsServer server = await WebHdfsServer.StartAsync(new Namespace(time));
        WebHdfsOptions options = Options with { TimeProvider = time };
        IObjectStore store = server.Open("jobs", options);
        string version = (await store.CreateAsync("head", ""))!;
        string[] left = ["new/1", $"next/head/{version}-2", "next/head/1-3", "next/gone/1-4"];
        foreach (string name in left)
        {
            server.Files.Create("/jobs/.orleansstream-writing/" + name, overwrite: false, createParent: true);
        }

        time.Advance(options.LeftoverAge - TimeSpan.FromMinutes(2));
        await store.CreateAsync("a", "");
        Assert.Equal(left, Left());

        // A version that is still there may have been promised to one of them.
        time.Advance(TimeSpan.FromHours(2));
        await store.CreateAsync("b", "");
        Assert.Equal([$"next/head/{version}-2"], Left());

        await store.ReplaceAsync("head", version, "1");
        time.Advance(TimeSpan.FromHours(2));
        await store.CreateAsync("c", "");
        Assert.Empty(Left());

        string[] Left() => [.. server.Paths().Where(path => path.StartsWith("/jobs/.orleansstream-writing/", StringComparison.Ordinal) && !path.EndsWith('/'))
            .Select(path => path["/jobs/.orleansstream-writing/".Length..]).OrderBy(name => Array.IndexOf(left, name))];
    }

    [Fact]
    public async Task A_place_without_a_folder_is_the_whole_service()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("");
        string version = (await store.CreateAsync("a", "1"))!;
        Assert.NotNull(await store.CreateAsync("b/c", "2"));
        Assert.NotNull(await store.ReplaceAsync("a", version, "3"));
        Assert.Equal("3", await store.TextAsync("a"));
        Assert.Equal(["a", "b/c"], await NamesAsync(store, ""));
        await store.DeleteAsync("b/c", None);
        await store.DeleteAsync("a", None);
        Assert.Empty(await NamesAsync(store, ""));
    }

    private static async Task<string[]> NamesAsync(IObjectStore store, string prefix) =>
        await store.ListAsync(prefix, None).Select(one => one.Name).Order(StringComparer.Ordinal).ToArrayAsync();
}
