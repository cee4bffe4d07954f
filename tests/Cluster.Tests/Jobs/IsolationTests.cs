using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Jobs that do harm, beside one that does not, on one silo.</summary>
public sealed class IsolationTests
{
    private const int Batches = 1000;
    private const string Harmful = "harmful";

    private static readonly JobSettings Settings = new() { Name = Harmful, BatchInterval = TimeSpan.FromMilliseconds(100), Partitions = 4 };

    [Fact]
    public async Task A_job_whose_definition_or_function_does_not_end_harms_no_other_and_can_be_stopped()
    {
        using var gate = new Gate("isolation");
        var arguments = new Dictionary<string, string> { ["gate"] = gate.Name };
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1, maxBatchAttempts: 60);
        cluster.Feeds.Add(ClusterWordCount.Feed, new ListFeed<string>(Enumerable.Range(0, Batches).Select(batch => FeedBatch.Of<string>([$"word{batch}"]))));
        cluster.Feeds.Add(EndlessFunction.Feed, new ListFeed<string>(Enumerable.Range(0, Batches).Select(_ => FeedBatch.Cut<string>(["a", "b", "c", "d"], 4))));
        await cluster.Client.SubmitAsync<ClusterWordCount>(settings: Settings with { Name = "healthy" });
        await GoesOnAsync(cluster);

        var refused = await Assert.ThrowsAsync<JobRefusedException>(() => cluster.Client.SubmitAsync<EndlessDefinition>(arguments, Settings));
        Assert.Contains("has not ended within", refused.Message, StringComparison.Ordinal);
        Assert.Equal("healthy", Assert.Single(await cluster.Client.ListAsync()).Name);
        await GoesOnAsync(cluster);

        await cluster.Client.SubmitAsync<EndlessFunction>(arguments, Settings);
        await JobCluster.UntilAsync("its function hangs", () => Task.FromResult(gate.Waiting > 2));
        await GoesOnAsync(cluster);
        await cluster.Client.StopAsync(Harmful, graceful: false);
        await JobCluster.UntilAsync("it has stopped", async () => (await cluster.Client.GetAsync(Harmful))!.State == JobState.Stopped);
        await GoesOnAsync(cluster);
        gate.Open();
    }

    private static async Task GoesOnAsync(JobCluster cluster)
    {
        long now = (await cluster.ProgressOfAsync("healthy")).CommittedBatches;
        await JobCluster.UntilAsync("the healthy job goes on", async () => (await cluster.ProgressOfAsync("healthy")).CommittedBatches > now + 5);
    }
}
