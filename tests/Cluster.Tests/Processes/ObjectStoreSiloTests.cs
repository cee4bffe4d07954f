using OrleansStream.ClusterJobs;
using OrleansStream.Silo;
using OrleansStream.Storage;
using OrleansStream.Tests.Azurite;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silo processes that keep checkpoints, savepoints and packages in a container of blobs.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class ObjectStoreSiloTests(ClusterPostgresServer server, AzuritePlace place) : IClassFixture<ClusterPostgresServer>, IClassFixture<AzuritePlace>, IDisposable
{
    private const string Container = "azure://devstoreaccount1/checkpoints";
    private const string Copy = "TimedWordCount copied";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TimedOutput _output = new();
    private readonly TimedOutput _copied = new();

    public void Dispose()
    {
        _output.Dispose();
        _copied.Dispose();
    }

    [ServersFact]
    [Trait("Tier", "Long")]
    public async Task A_job_goes_on_from_a_container_when_silos_are_killed_and_another_one_from_its_savepoint()
    {
        var variables = new Dictionary<string, string> { ["AZURE_STORAGE_CONNECTION_STRING"] = place.ConnectionString };
        string[] settings = ["--OrleansStream:ConnectionString", server.ConnectionString, "--OrleansStream:CheckpointDirectory", $"{Container}/cluster/"];
        await using SiloProcess first = await SiloProcess.StartAsync(variables, settings);
        await using SiloProcess second = await SiloProcess.StartAsync(variables, settings);
        await using OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(new OrleansStreamClientOptions { Gateways = [first.Gateway, second.Gateway] });
        await SubmitAsync(client, _output, new JobSettings { BatchInterval = Interval, Partitions = 2 });
        await MoreBatchesAsync(_output);

        await second.KillAsync();
        await MoreBatchesAsync(_output);
        await second.StartAsync();
        await first.KillAsync();
        await MoreBatchesAsync(_output);
        await first.StartAsync();

        await client.SavepointAsync(nameof(TimedWordCount), $"{Container}/savepoints/1");
        await client.StopAsync(nameof(TimedWordCount));
        int before = _output.Times.Length;
        await SubmitAsync(client, _copied, new JobSettings { Name = Copy, BatchInterval = Interval, Partitions = 2, FromSavepoint = $"{Container}/savepoints/1" });
        await MoreBatchesAsync(_copied);
        await client.StopAsync(Copy);

        Assert.InRange(_output.Verify(Interval), 9, int.MaxValue);
        Assert.Equal(before, _output.Times.Length);
        string[] folders = [.. await FoldersAsync(place.Open("cluster"))];
        Assert.Equal(new[] { nameof(TimedWordCount), CheckpointPlace.FolderOf(Copy), "orleans-stream-packages" }.Order(StringComparer.Ordinal), folders);
    }

    private static Task<JobInfo> SubmitAsync(OrleansStreamClient client, TimedOutput output, JobSettings settings) => client.SubmitAsync(
        TimedOutput.Jobs, nameof(TimedWordCount), new Dictionary<string, string> { [TimedWordCount.Output] = output.Prefix }, settings);

    private static Task MoreBatchesAsync(TimedOutput output)
    {
        int enough = output.Times.Length + 3;
        return JobCluster.UntilAsync($"{enough} batches are there", () => Task.FromResult(output.Times.Length >= enough));
    }

    private static async Task<SortedSet<string>> FoldersAsync(IObjectStore store)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (ObjectInfo found in store.ListAsync("", CancellationToken.None))
        {
            folders.Add(found.Name.Split('/')[0]);
        }

        return folders;
    }
}
