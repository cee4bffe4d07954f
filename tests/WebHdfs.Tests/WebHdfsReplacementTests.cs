using System.Collections.Concurrent;
using OrleansStream.Storage;
using OrleansStream.Testing;
using OrleansStream.WebHdfs.Tests.Server;
using static OrleansStream.WebHdfs.Tests.HdfsClients;

namespace OrleansStream.WebHdfs.Tests;

/// <summary>A version is replaced once, whoever is stopped wherever.</summary>
public class WebHdfsReplacementTests
{
    private const string Head = "head";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Each_version_has_one_successor_in_whatever_order_requests_come_and_whoever_is_stopped(int seed)
    {
        const int Writers = 4, Rounds = 12;
        var time = new VirtualTime();
        var files = new Namespace(time);
        var history = new List<(string Version, string Text)>();
        files.Renamed = (path, file) =>
        {
            if (path == "/jobs/" + Head)
            {
                history.Add((new HdfsFile("", file.Id, false, 0, default).Version, System.Text.Encoding.UTF8.GetString(file.Content)));
            }
        };
        await using WebHdfsServer server = await WebHdfsServer.StartAsync(files);
        WebHdfsOptions options = Options with { TimeProvider = time };
        await server.Open("jobs", options).CreateAsync(Head, "0>first");
        var turns = new Turns(seed, Writers);
        var swaps = new ConcurrentQueue<(string Text, string? Version)>();
        var reads = new ConcurrentQueue<(string Version, string Text)>();

        async Task WriteAsync(int writer)
        {
            int lives = 0;
            FateHandler network = new(_ => turns.NextAsync());
            for (int round = 0; round < Rounds; round++)
            {
                if (network.IsDead)
                {
                    network = new(_ => turns.NextAsync());
                    lives++;
                }

                using var client = new HttpClient(network, disposeHandler: false);
                IObjectStore store = server.Open("jobs", options with { Client = client });
                try
                {
                    await using ObjectContent found = (await store.OpenReadAsync(Head, None))!;
                    using var reader = new StreamReader(found.Stream);
                    reads.Enqueue((found.Version, await reader.ReadToEndAsync()));
                    string text = FormattableString.Invariant($"{found.Version}>{writer}.{lives}.{round}");
                    swaps.Enqueue((text, await store.ReplaceAsync(Head, found.Version, text)));
                }
                catch (ObjectStoreException)
                {
                    // The process has ended, or all attempts have failed: nobody knows what has come of the swap, least of all who made it.
                }
            }

            turns.End();
        }

        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer))));
        await turns.RunAsync();
        await writing;

        string because = FormattableString.Invariant($"Seed {seed}: {string.Join(", ", history)}");
        for (int i = 1; i < history.Count; i++)
        {
            Assert.True(history[i].Text.StartsWith(history[i - 1].Version + ">", StringComparison.Ordinal), because);
        }

        Assert.All(swaps, swap => Assert.True(
            swap.Version is null ? history.TrueForAll(one => one.Text != swap.Text) : history.Contains((swap.Version, swap.Text)), $"{swap} was told. {because}"));
        Assert.All(reads, read => Assert.True(history.Contains(read), $"{read} was read. {because}"));
        Assert.True(history.Count > 8 && turns.Disturbed > 5, $"{turns.Disturbed} requests disturbed. {because}");

        // Whoever comes after all that finds nothing in the way.
        IObjectStore last = server.Open("jobs", options);
        await using ObjectContent left = (await last.OpenReadAsync(Head, None))!;
        Assert.NotNull(await last.ReplaceAsync(Head, left.Version, "last"));

        time.Advance(options.LeftoverAge + TimeSpan.FromSeconds(1));
        await server.Open("jobs", options).CreateAsync("another", "");
        Assert.Equal(["/jobs/another", "/jobs/" + Head], server.Paths().Where(path => !path.EndsWith('/')));
    }

    [Theory]
    [InlineData(Fate.DieBefore)]
    [InlineData(Fate.DieAfter)]
    public async Task A_writer_that_is_stopped_at_any_request_is_in_nobodys_way(object fate)
    {
        bool isDead = true;
        int step = 0;
        while (isDead)
        {
            step++;
            await using WebHdfsServer server = await WebHdfsServer.StartAsync();
            IObjectStore other = server.Open("jobs");
            string version = (await other.CreateAsync(Head, "0"))!;
            using FateHandler network = FateHandler.Of(step, (Fate)fate);
            using var client = new HttpClient(network);
            Task<string?> swapping = server.Open("jobs", Options with { Client = client }).ReplaceAsync(Head, version, "1");
            isDead = await Task.WhenAny(swapping) == swapping && swapping.IsFaulted;
            Assert.Equal(isDead, network.IsDead);

            // What is read is what is there, so that it can be replaced at once.
            await using ObjectContent found = (await other.OpenReadAsync(Head, None))!;
            using var reader = new StreamReader(found.Stream);
            Assert.Equal(found.Version == version ? "0" : "1", await reader.ReadToEndAsync());
            Assert.NotNull(await other.ReplaceAsync(Head, found.Version, "2"));
            Assert.Equal("2", await other.TextAsync(Head));
        }

        Assert.True(step > 8, $"The writer has sent {step - 1} requests only.");
    }

    [Theory]
    [InlineData(Fate.LoseAnswer)]
    [InlineData(Fate.LoseRequest)]
    public async Task Whichever_request_or_answer_is_lost_everything_comes_out_as_it_should(object fate)
    {
        for (int step = 1; step <= 12; step++)
        {
            await using WebHdfsServer server = await WebHdfsServer.StartAsync();
            IObjectStore Store() => server.Open("jobs", Options with { Client = new HttpClient(FateHandler.Of(step, (Fate)fate)) });
            string? first = await Store().CreateAsync("a/b", "0");
            Assert.NotNull(first);
            Assert.Null(await Store().CreateAsync("a/b", "1"));
            string? second = await Store().ReplaceAsync("a/b", first, "2");
            Assert.NotNull(second);
            Assert.Null(await Store().ReplaceAsync("a/b", first, "3"));
            Assert.Equal("2", await Store().TextAsync("a/b"));
            Assert.Equal(ObjectCopy.Made, await Store().TryCopyAsync("a/b", "c/d", None));
            Assert.Equal(ObjectCopy.TargetExists, await Store().TryCopyAsync("a/b", "c/d", None));
            await Store().DeleteAsync("a/b", None);
            Assert.Equal(["c/d"], await Store().ListAsync("", None).Select(one => one.Name).ToArrayAsync());
        }
    }

    [Fact]
    public async Task A_writer_that_wakes_up_late_replaces_nothing_newer()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore other = server.Open("jobs");
        string version = (await other.CreateAsync(Head, "0"))!;
        var asleep = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var awake = new TaskCompletionSource<Fate>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var network = new FateHandler(request =>
        {
            if (!request.RequestUri!.Query.Contains("RENAME", StringComparison.Ordinal))
            {
                return Task.FromResult(Fate.Pass);
            }

            asleep.TrySetResult();
            return awake.Task;
        });
        using var client = new HttpClient(network);
        Task<string?> sleeper = server.Open("jobs", Options with { Client = client }).ReplaceAsync(Head, version, "1");
        await asleep.Task;

        // The object is removed, with what was promised its place, and made anew.
        await other.DeleteAsync(Head, None);
        Assert.Null(await other.TextAsync(Head));
        Assert.NotNull(await other.CreateAsync(Head, "new"));
        awake.SetResult(Fate.Pass);
        await sleeper;
        Assert.Equal("new", await other.TextAsync(Head));
    }

    [Fact]
    public async Task An_attribute_that_has_come_to_a_later_version_harms_nobody()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("jobs");
        string first = (await store.CreateAsync(Head, "0"))!;
        string second = (await store.ReplaceAsync(Head, first, "1"))!;
        server.Files.SetAttribute("/jobs/head", "user.orleansstream.next-" + first, "/jobs/.orleansstream-writing/next/head/x"u8.ToArray(), create: true, replace: false);
        Assert.Equal("1", await store.TextAsync(Head));
        Assert.NotNull(await store.ReplaceAsync(Head, second, "2"));
        await store.DeleteAsync(Head, None);
        Assert.Null(await store.TextAsync(Head));
    }

    [Fact]
    public async Task A_successor_that_somebody_has_removed_is_told_of()
    {
        await using WebHdfsServer server = await WebHdfsServer.StartAsync();
        IObjectStore store = server.Open("jobs");
        string version = (await store.CreateAsync(Head, "0"))!;
        server.Files.SetAttribute("/jobs/head", "user.orleansstream.next-" + version, "/jobs/.orleansstream-writing/next/head/x"u8.ToArray(), create: true, replace: false);
        Assert.Equal("0", await store.TextAsync(Head));
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => store.ReplaceAsync(Head, version, "1"));
        Assert.Contains("user.orleansstream.next-" + version, error.Message, StringComparison.Ordinal);
        await store.DeleteAsync(Head, None);
        Assert.Null(await store.TextAsync(Head));
    }

    [Fact]
    public async Task A_writer_that_wakes_up_after_its_file_was_swept_does_not_claim_to_have_replaced_anything()
    {
        var time = new VirtualTime();
        await using WebHdfsServer server = await WebHdfsServer.StartAsync(new Namespace(time));
        WebHdfsOptions options = Options with { TimeProvider = time };
        string version = (await server.Open("jobs", options).CreateAsync(Head, "0"))!;
        var asleep = new SleepingWriter("SETXATTR");
        using var client = new HttpClient(asleep.Network);
        Task<string?> sleeper = server.Open("jobs", options with { Client = client }).ReplaceAsync(Head, version, "late");
        await asleep.Asleep;

        Assert.NotNull(await server.Open("jobs", options).ReplaceAsync(Head, version, "1"));
        time.Advance(options.LeftoverAge + TimeSpan.FromSeconds(1));
        await server.Open("jobs", options).CreateAsync("another", "");
        asleep.Wake();
        ObjectStoreException error = await Assert.ThrowsAsync<ObjectStoreException>(() => sleeper);
        Assert.Contains(nameof(WebHdfsOptions.LeftoverAge), error.Message, StringComparison.Ordinal);
        Assert.Equal("1", await server.Open("jobs", options).TextAsync(Head));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_writer_that_wakes_up_late_claims_to_have_created_what_is_there(bool isSwept)
    {
        var time = new VirtualTime();
        await using WebHdfsServer server = await WebHdfsServer.StartAsync(new Namespace(time));
        WebHdfsOptions options = Options with { TimeProvider = time };
        await server.Open("jobs", options).CreateAsync("first", "");
        var asleep = new SleepingWriter("RENAME", isSwept ? Fate.Pass : Fate.LoseAnswer);
        using var client = new HttpClient(asleep.Network);
        Task<string?> sleeper = server.Open("jobs", options with { Client = client }).CreateAsync("late", "text");
        await asleep.Asleep;

        time.Advance(options.LeftoverAge + TimeSpan.FromSeconds(1));
        if (isSwept)
        {
            await server.Open("jobs", options).CreateAsync("another", "");
        }

        asleep.Wake();
        if (isSwept)
        {
            await Assert.ThrowsAsync<ObjectStoreException>(() => sleeper);
            Assert.Null(await server.Open("jobs", options).TextAsync("late"));
        }
        else
        {
            Assert.NotNull(await sleeper);
            Assert.Equal("text", await server.Open("jobs", options).TextAsync("late"));
        }
    }
}
