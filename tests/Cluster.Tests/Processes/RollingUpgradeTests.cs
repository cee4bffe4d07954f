using Xunit.Abstractions;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silo processes that are restarted one after the other while another version of a job takes over.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class RollingUpgradeTests(ClusterPostgresServer server, ITestOutputHelper report) : IClassFixture<ClusterPostgresServer>
{
    private const int Silos = 3;
    private const string Name = "welcomes";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task Nothing_is_lost_when_all_silos_are_restarted_with_a_new_version_of_the_job()
    {
        using var job = new Welcomes();
        var silos = new List<SiloProcess>();
        try
        {
            for (int i = 0; i < Silos; i++)
            {
                silos.Add(await SiloProcess.StartAsync("--OrleansStream:ConnectionString", server.ConnectionString));
            }

            await using OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(
                new OrleansStreamClientOptions { Gateways = [.. silos.Select(silo => silo.Gateway)] });
            await client.SubmitAsync(job.Package(1), "WelcomeJob", job.Arguments, new JobSettings { Name = Name, BatchInterval = Interval, Partitions = 4 });
            await job.MoreBatchesAsync();

            for (int i = 0; i < Silos; i++)
            {
                if (i == 1)
                {
                    await JobCluster.UntilAsync("the job is upgraded", () => IsUpgradedAsync(client, job.Package(2)));
                    await job.VersionAsync(2);
                }

                await Task.WhenAll(silos.Select(silo => silo.ReadyAsync()));
                await silos[i].StopAsync();
                await silos[i].StartAsync();
                await job.MoreBatchesAsync();
            }

            report.WriteLine($"Silos that were taken for dead and lived: {silos.Sum(silo => silo.Evictions)}.");
        }
        finally
        {
            foreach (SiloProcess silo in silos)
            {
                await silo.DisposeAsync();
            }
        }

        Assert.Equal([1, 2], job.Verify(Interval));
    }

    private static async Task<bool> IsUpgradedAsync(OrleansStreamClient client, JobPackage package)
    {
        try
        {
            return await client.UpgradeAsync(Name, new JobUpgrade { Package = package }) is not null;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // The silo that was called has just been stopped.
            return false;
        }
    }
}
