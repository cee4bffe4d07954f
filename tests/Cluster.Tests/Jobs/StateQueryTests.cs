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

    private static async Task<JobCluster> StartAsync()
    {
        JobCluster cluster = await JobCluster.StartAsync(silos: 2, maxBatchAttempts: 60);

        // In batch n, from 1, there are n words so far: counts say which batch an answer is of.
        cluster.Feeds.Add(ClusterWordCount.Feed, new FunctionFeed<string>(batch => FeedBatch.Of([$"word word{batch}"])));
        await cluster.Client.SubmitAsync<ClusterRunningCount>(settings: Settings);
        return cluster;
    }

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
