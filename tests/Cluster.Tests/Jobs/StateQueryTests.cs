using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Clients ask a job on two silos for its state.</summary>
public sealed class StateQueryTests
{
    private const string Name = "counts";

    private static readonly JobSettings Settings = new() { Name = Name, BatchInterval = TimeSpan.FromMilliseconds(50), Partitions = 4 };

    [Fact]
    public async Task A_client_asks_a_job_for_its_state_also_when_its_silo_is_lost()
    {
        await using JobCluster cluster = await StartAsync();
        OrleansStreamClient client = cluster.Client;
        StateView<string, long> counts = client.State<string, long>(Name, "mapped");
        await UntilCommittedAsync(counts, 4);

        await AssertCountsAsync(counts);
        await AssertCountsAsync(client.State<string, long>(Name, "updated"));
        Assert.InRange((await counts.GetSizeAsync()).Keys, 4, long.MaxValue);

        await cluster.Cluster.KillSiloAsync(await cluster.CoordinatorOfAsync(Name));
        BatchTime before = (await counts.GetAsync("word")).BatchTime;
        await AssertCountsAsync(counts);
        Assert.True((await counts.GetAsync("word")).BatchTime >= before);
    }

    [Fact]
    public async Task A_client_reads_all_of_a_state_at_one_batch_and_older_batches()
    {
        const int Pairs = 150;
        await using JobCluster cluster = await StartAsync(Settings with { StateHistory = 1000 }, Pairs);
        StateView<string, long> counts = cluster.Client.State<string, long>(Name, "mapped");
        await UntilCommittedAsync(counts, 6);

        StateScan<string, long> scan = await counts.ScanAsync();
        var found = new Dictionary<string, long>();
        while (await scan.ReadAsync(70) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 70);
            foreach ((string key, long count) in page)
            {
                found.Add(key, count);
            }

            // Batches are committed meanwhile.
            await UntilCommittedAsync(counts, (await counts.GetAsync("word")).State.Value + 2);
        }

        AssertIsOf(found, found["word"], Pairs);
        Assert.True((await counts.GetAsync("word")).BatchTime > scan.BatchTime);

        StateView<string, long> then = counts.At(scan.BatchTime);
        Assert.Equal(found["word"], (await then.GetAsync("word")).State.Value);
        Assert.Equal((found.Count, scan.BatchTime), ((int)(await then.GetSizeAsync()).Keys, (await then.GetSizeAsync()).BatchTime));
        var again = new Dictionary<string, long>();
        await foreach ((string key, long count) in await then.ScanAsync("word"))
        {
            again.Add(key, count);
        }

        AssertIsOf(again, found["word"], pairs: 0);
        await Assert.ThrowsAsync<BatchNotRetainedException>(() => counts.At(scan.BatchTime - TimeSpan.FromDays(1)).GetAsync("word").AsTask());
        Assert.Throws<NotSupportedException>(() => then.WatchAsync("word"));

        List<StateEntryJson> json = await cluster.Client.ScanStateAsync(Name, "mapped", "pair1").ToListAsync();
        Assert.Equal(Enumerable.Range(0, Pairs).Select(pair => $"pair{pair}").Where(pair => pair.StartsWith("pair1", StringComparison.Ordinal)).Order(), json.Select(entry => entry.Key!.GetValue<string>()).Order());
        Assert.Single(json.Select(entry => (entry.BatchTime, entry.State!.GetValue<long>())).Distinct());
        Assert.InRange((await cluster.Client.GetStateSizeAsync(Name, "mapped")).Keys, found.Count, long.MaxValue);
    }

    [Fact]
    public async Task A_scan_says_that_it_cannot_go_on_without_the_silo_that_kept_its_version()
    {
        await using JobCluster cluster = await StartAsync(Settings, pairs: 2000);
        StateView<string, long> counts = cluster.Client.State<string, long>(Name, "mapped");
        await UntilCommittedAsync(counts, 4);
        await using StateScan<string, long> scan = await counts.ScanAsync();
        await scan.ReadAsync(1);
        await cluster.Cluster.KillSiloAsync(await cluster.CoordinatorOfAsync(Name));

        var lost = await Assert.ThrowsAsync<StateScanExpiredException>(() => scan.ReadAsync(100_000).AsTask());
        Assert.Equal((scan.BatchTime, TimeSpan.Zero), (lost.BatchTime, lost.Limit));
        var found = new Dictionary<string, long>();
        await foreach ((string key, long count) in await counts.ScanAsync())
        {
            found.Add(key, count);
        }

        AssertIsOf(found, found["word"], pairs: 2000);
    }

    [Fact]
    public async Task A_client_follows_a_key()
    {
        await using JobCluster cluster = await StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        long last = 0;
        await foreach (CommittedState<long> state in cluster.Client.State<string, long>(Name, "mapped").WatchAsync("word", patience.Token))
        {
            long now = state.State.GetValueOrDefault(0);
            Assert.True(now > last || last == 0, $"{now} after {last}.");
            last = now;
            if (last >= 5)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task What_cannot_be_answered_is_said()
    {
        await using JobCluster cluster = await StartAsync();
        OrleansStreamClient client = cluster.Client;
        var missing = await Assert.ThrowsAsync<StateNotAvailableException>(() => client.State<string, long>("other", "mapped").GetAsync("word").AsTask());
        Assert.Equal("There is no job 'other'.", missing.Message);
        await UntilCommittedAsync(client.State<string, long>(Name, "mapped"), 1);
        var unknown = await Assert.ThrowsAsync<StateNotFoundException>(() => client.State<string, long>(Name, "others").GetAsync("word").AsTask());
        Assert.Contains("There is 'mapped' (long by string); 'updated' (long by string).", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StateNotFoundException>(() => client.State<string, int>(Name, "mapped").GetAsync("word").AsTask());

        StateJson json = await client.GetStateAsync(Name, "mapped", "word");
        Assert.True(json.Found && json.State!.GetValue<long>() > 0);
        Assert.False((await client.GetStateAsync(Name, "mapped", "nowhere")).Found);

        await client.StopAsync(Name);
        var stopped = await Assert.ThrowsAsync<StateNotAvailableException>(() => client.State<string, long>(Name, "mapped").GetAsync("word").AsTask());
        Assert.Contains("it is Stopped", stopped.Message, StringComparison.Ordinal);
    }

    private static Task<JobCluster> StartAsync() => StartAsync(Settings, pairs: 0);

    private static async Task<JobCluster> StartAsync(JobSettings settings, int pairs)
    {
        JobCluster cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60);

        // In batch n, from 1, there are n words so far: counts say which batch an answer is of.
        string others = string.Concat(Enumerable.Range(0, pairs).Select(pair => $" pair{pair}"));
        cluster.Feeds.Add(ClusterWordCount.Feed, new FunctionFeed<string>(batch => FeedBatch.Of([$"word word{batch}{others}"])));
        await cluster.Client.SubmitAsync<ClusterRunningCount>(settings: settings);
        return cluster;
    }

    private static void AssertIsOf(Dictionary<string, long> found, long batches, int pairs) => Assert.Equal(
        Enumerable.Range(0, (int)batches).Select(batch => ($"word{batch}", 1L)).Append(("word", batches))
            .Concat(Enumerable.Range(0, pairs).Select(pair => ($"pair{pair}", batches))).Order(),
        found.Select(one => (one.Key, one.Value)).Order());

    private static Task UntilCommittedAsync(StateView<string, long> counts, long batches) => JobCluster.UntilAsync(
        $"{batches} batches are committed", async () => (await counts.GetAsync("word")).State.GetValueOrDefault(0) >= batches);

    private static async Task AssertCountsAsync(StateView<string, long> counts)
    {
        CommittedState<long> word = await counts.GetAsync("word");
        long batches = word.State.Value;
        CommittedState<long> latest = await counts.GetAsync($"word{batches - 1}");
        Assert.Equal(1, latest.State.Value);
        Assert.True(latest.BatchTime >= word.BatchTime);
        Assert.False((await counts.GetAsync("nowhere")).State.HasValue);

        // Whoever is asked later answers of as many batches as have passed since.
        CommittedState<long> later = await counts.GetAsync("word");
        Assert.Equal((later.BatchTime - word.BatchTime) / Settings.BatchInterval, later.State.Value - batches);
    }
}
