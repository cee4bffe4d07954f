using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

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

    internal static void FindSilos(HostApplicationBuilder builder, string database, string secret)
    {
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("orleans-stream", "orleans-stream"))
            .UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", database))
            .UseOrleansStreamSecret(secret));
        builder.Services.AddOrleansStreamClient();
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

    internal static async Task SaveAsync(OrleansStreamClient client)
    {
        BatchTime? last = await client.SavepointAsync("counts", "before-the-sale");

        await client.SubmitAsync(
            JobPackage.FromPath("bin/Release/net10.0/MyJobs.dll"),
            "WordCount",
            new Dictionary<string, string> { ["input"] = "/data/lines" },
            new JobSettings { Name = "counts-2", FromSavepoint = "before-the-sale" });
        Console.WriteLine($"Everything up to {last} is in both.");
    }

    internal static async Task ScanAsync(StateView<string, long> totals)
    {
        await using StateScan<string, long> scan = await totals.ScanAsync("e");
        while (await scan.ReadAsync(100) is { Count: > 0 } users)
        {
            Console.WriteLine($"{users.Count} more at {scan.BatchTime}");
        }

        CommittedState<long> before = await totals.At(scan.BatchTime).GetAsync("ann");
        Console.WriteLine($"ann at {before.BatchTime}: {before.State}");
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
