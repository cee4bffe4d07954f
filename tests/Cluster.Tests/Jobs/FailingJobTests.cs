using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

public sealed class FailingJobTests
{
    [Fact]
    public async Task A_job_that_fails_says_why_and_can_be_submitted_again()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1, maxBatchAttempts: 2);
        cluster.Feeds.Add(ClusterWordCount.Feed, new ListFeed<string>([FeedBatch.Of(["a line", "another"]), FeedBatch.Of(["the last"])]));
        var settings = new JobSettings { Name = "failing", BatchInterval = TimeSpan.FromMilliseconds(20) };
        await cluster.Client.SubmitAsync<FailingJob>(settings: settings);
        await JobCluster.UntilAsync("the job has failed", async () => (await cluster.Client.GetAsync("failing"))!.State == JobState.Failed);
        Assert.Contains("This line cannot be read.", (await cluster.Client.GetAsync("failing"))!.Error, StringComparison.Ordinal);

        await cluster.Client.SubmitAsync<FailingJob>(new Dictionary<string, string> { ["mended"] = "true" }, settings);

        CollectedOutput<int> lengths = cluster.Collector.Output<int>("lengths");
        await JobCluster.UntilAsync("all batches are there", () => Task.FromResult(lengths.Batches.Count >= 2));
        Assert.Equal([6, 7, 8], lengths.Batches.Take(2).SelectMany(batch => batch.Records));
        Assert.Equal(JobState.Running, (await cluster.Client.GetAsync("failing"))!.State);
    }
}
