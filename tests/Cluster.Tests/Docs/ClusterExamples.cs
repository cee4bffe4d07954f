namespace OrleansStream.Cluster.Tests;

/// <summary>The code that the pages on the cluster show.</summary>
internal static class ClusterExamples
{
    internal static async Task SubmitAsync()
    {
        await using OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions());

        await client.SubmitAsync(
            JobPackage.FromPath("bin/Release/net10.0/MyJobs.dll"),
            "WordCount",
            new Dictionary<string, string> { ["input"] = "/data/lines" },
            new JobSettings { Name = "counts", BatchInterval = TimeSpan.FromMilliseconds(500), Partitions = 8 });

        JobInfo? job = await client.GetAsync("counts");
        Console.WriteLine($"{job!.State}, {job.Progress?.CommittedBatches} batches, {job.Progress?.Lag} behind");

        await client.StopAsync("counts", graceful: true);
    }

    internal static async Task UpgradeAsync(OrleansStreamClient client)
    {
        await client.UpgradeAsync("counts", new JobUpgrade { Package = JobPackage.FromPath("bin/Release/net10.0/MyJobs.dll") });

        await client.RescaleAsync("counts", partitions: 16);
    }

    internal static async Task AskAsync(OrleansStreamClient client)
    {
        StateView<string, long> totals = client.State<string, long>("counts", "totals");
        CommittedState<long> answer = await totals.GetAsync("ann");
        Console.WriteLine($"ann at {answer.BatchTime}: {answer.State}");
    }

    internal static void AddStreams(ISiloBuilder silo)
    {
        silo.AddMemoryStreams("orders");
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddOrleansStream(new OrleansStreamOptions());
    }

    internal static void Receive(StreamingContext ssc)
    {
        ssc.OrleansStream<long>("orders", "amounts", "europe")
            .Count()
            .Print();
    }

    internal static void Publish(DStream<long> amounts)
    {
        amounts.SaveToOrleansStream("orders", "large-amounts", "europe");
    }
}
