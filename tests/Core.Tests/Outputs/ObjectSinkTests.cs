using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Storage;
using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Outputs;

public sealed class ObjectSinkTests
{
    private const string Prefix = "memory://place/out/lines";

    private readonly VirtualTime _time = new();
    private readonly InMemoryCheckpointStore _checkpoint = new();
    private readonly InMemoryObjectStore _objects = new(TimeProvider.System);

    [Fact]
    public async Task A_batch_appears_as_it_does_in_a_directory_and_leaves_nothing_else()
    {
        await using StreamingTestHarness life = NewLife(_objects);
        await life.StartAsync();
        await life.AdvanceAsync(2);
        Assert.Equal(ExpectedNames(2), await NamesAsync());
        Assert.Equal("0-0\n0-1\n", await TextAsync($"lines-{TimeOf(0)}.txt/part-00000"));
        Assert.Equal("1-0\n1-1\n", await TextAsync($"lines-{TimeOf(1)}.txt/part-00000"));
        Assert.Contains($"\"batch\":{TimeOf(1)}", await TextAsync($"lines-{TimeOf(1)}.txt/_SUCCESS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_call_fails_before_or_after_its_effect_the_next_life_publishes_what_an_undisturbed_job_does()
    {
        int calls;
        {
            var counted = new FaultyObjectStore(new InMemoryObjectStore(TimeProvider.System));
            await using StreamingTestHarness life = NewLife(counted, new InMemoryCheckpointStore(), new VirtualTime());
            await life.StartAsync();
            await life.AdvanceAsync(2);
            calls = counted.Calls;
        }

        Assert.InRange(calls, 10, 100);
        for (int failsAt = 1; failsAt <= calls * 2; failsAt++)
        {
            var test = new ObjectSinkTests();
            await test.FailAndRecoverAsync((failsAt + 1) / 2, takesEffect: failsAt % 2 == 0);
        }
    }

    [Fact]
    public async Task Something_in_the_way_fails_the_batch_and_stays()
    {
        await WriteAsync($"lines-{TimeOf(0)}.txt/notes", "mine");
        await using StreamingTestHarness life = NewLife(_objects);
        life.ExpectsFailure = true;
        await life.StartAsync();
        await life.AdvanceAsync();
        OperatorFailedException failure = await Assert.ThrowsAsync<OperatorFailedException>(() => life.Context.AwaitTerminationAsync());
        Assert.Contains("notes' is in the way", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal([$"lines-{TimeOf(0)}.txt/notes"], await NamesAsync());
    }

    [Fact]
    public async Task What_comes_into_the_way_after_the_commit_is_not_replaced()
    {
        var faulty = new FaultyObjectStore(_objects);
        await using (StreamingTestHarness life = NewLife(faulty))
        {
            life.ExpectsFailure = true;
            await life.StartAsync();

            // A batch stages two objects and looks for what is in the way; then it is committed.
            faulty.FailsAt = 4;
            await life.AdvanceAsync();
        }

        await WriteAsync($"lines-{TimeOf(0)}.txt/part-00001", "mine");
        await using StreamingTestHarness next = NewLife(_objects);
        next.ExpectsFailure = true;
        await next.StartAsync();
        await next.AdvanceAsync();
        Assert.Contains("part-00001' is in the way", (await FailureOfAsync(next)).Message, StringComparison.Ordinal);
        Assert.Equal("mine", await TextAsync($"lines-{TimeOf(0)}.txt/part-00001"));
    }

    [Fact]
    public async Task What_was_staged_and_is_gone_is_told_of()
    {
        var faulty = new FaultyObjectStore(_objects);
        await using (StreamingTestHarness life = NewLife(faulty))
        {
            life.ExpectsFailure = true;
            await life.StartAsync();
            faulty.FailsAt = 4;
            await life.AdvanceAsync();
        }

        foreach (string staged in (await NamesAsync()).Where(name => name.Contains("part-00001", StringComparison.Ordinal)))
        {
            await _objects.DeleteAsync(staged, default);
        }

        await using StreamingTestHarness next = NewLife(_objects);
        next.ExpectsFailure = true;
        await next.StartAsync();
        await next.AdvanceAsync();
        Assert.Contains("which was staged for it, is gone", (await FailureOfAsync(next)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_do_not_share_a_place()
    {
        await using StreamingTestHarness life = NewLife(_objects);
        DStream<string> lines = life.Context.AddressedInput<string>("lines");
        Assert.Throws<ArgumentException>(() => lines.SaveAsTextFiles(Prefix, "txt"));
        lines.SaveAsTextFiles(Prefix);
    }

    [Theory]
    [InlineData("memory://place", "")]
    [InlineData("memory://place/", "")]
    [InlineData(Prefix, "a/b")]
    [InlineData("s4://place/out", "")]
    public async Task What_cannot_be_a_place_is_refused(string prefix, string suffix)
    {
        await using StreamingTestHarness life = NewLife(_objects);
        DStream<string> lines = life.Context.AddressedInput<string>("lines");
        Assert.Throws<ArgumentException>(() => lines.SaveAsTextFiles(prefix, suffix));
    }

    [Fact]
    public async Task A_signed_address_is_refused()
    {
        await using StreamingTestHarness life = NewLife(_objects);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => life.Context.AddressedInput<string>("lines").SaveAsTextFiles("memory://place/out/b?sv=1&sig=secret"));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory://place/a%20b/c%20d%25", "memory://place/a%20b/", "c d%-5.t t", "memory://place/a%20b/c%20d%25-TIME.t%20t")]
    [InlineData("memory://place/out/c%2Fd", "memory://place/out/", "c/d-5.t t", "memory://place/out/c/d-TIME.t%20t")]
    public void Names_are_as_they_are_in_a_folder_that_is_an_address(string prefix, string folder, string target, string shown)
    {
        var names = new OrleansStream.Outputs.ObjectSinkNames(new Uri(prefix), "t t");
        Assert.Equal((folder, target, shown), (names.Folder, names.Target(new BatchTime(5)), names.ToString()));
    }

    private static long TimeOf(int batch) => VirtualTime.DefaultStart.ToUnixTimeMilliseconds() + ((batch + 1) * 1000L);

    private static string[] ExpectedNames(int batches) =>
    [
        .. Enumerable.Range(0, batches).SelectMany(batch => new[] { "_SUCCESS", "part-00000", "part-00001" }.Select(name => $"lines-{TimeOf(batch)}.txt/{name}")),
    ];

    private async Task FailAndRecoverAsync(int failsAt, bool takesEffect)
    {
        var faulty = new FaultyObjectStore(_objects) { FailsAt = failsAt, TakesEffect = takesEffect };
        await using (StreamingTestHarness life = NewLife(faulty))
        {
            life.ExpectsFailure = true;
            await life.StartAsync();
            await life.AdvanceAsync(2);
        }

        await using (StreamingTestHarness next = NewLife(_objects))
        {
            await next.StartAsync();
            await next.AdvanceAsync(1);
        }

        Assert.Equal(ExpectedNames(3), (await NamesAsync()).Where(name => name[0] != '.'));
        for (int batch = 0; batch < 3; batch++)
        {
            for (int partition = 0; partition < 2; partition++)
            {
                Assert.Equal($"{batch}-{partition * 2}\n{batch}-{(partition * 2) + 1}\n", await TextAsync($"lines-{TimeOf(batch)}.txt/part-{partition:D5}"));
            }
        }
    }

    private StreamingTestHarness NewLife(IObjectStore objects) => NewLife(objects, _checkpoint, _time);

    private static StreamingTestHarness NewLife(IObjectStore objects, ICheckpointStore checkpoint, VirtualTime time)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = time;
        options.CheckpointStore = checkpoint;
        options.MaxBatchAttempts = 1;
        options.Storage.Add(new OnePlace(objects));
        var life = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        life.Feeds.Add("lines", new FunctionFeed<string>(batch => new FeedBatch<string>([[$"{batch}-0", $"{batch}-1"], [$"{batch}-2", $"{batch}-3"]])));
        life.Context.AddressedInput<string>("lines").SaveAsTextFiles(Prefix, "txt");
        return life;
    }

    private static async Task<IOException> FailureOfAsync(StreamingTestHarness life)
    {
        OperatorFailedException failure = await Assert.ThrowsAsync<OperatorFailedException>(() => life.Context.AwaitTerminationAsync());
        return Assert.IsType<IOException>(failure.InnerException, exactMatch: false);
    }

    private async Task<string[]> NamesAsync() => [.. (await _objects.ListAsync("", default).ToArrayAsync()).Select(info => info.Name)];

    private async Task<string> TextAsync(string name)
    {
        await using ObjectContent content = (await _objects.OpenReadAsync(name, default))!;
        using var reader = new StreamReader(content.Stream);
        return await reader.ReadToEndAsync();
    }

    private async Task WriteAsync(string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await _objects.TryCreateAsync(name, content, default);
    }

    /// <summary>The folder that the prefix is in.</summary>
    private sealed class OnePlace(IObjectStore objects) : IStorageProvider
    {
        public string Form => "memory://place/out/";

        public IObjectStore? TryOpen(Uri place) => place.Scheme == "memory" ? objects : null;
    }
}
