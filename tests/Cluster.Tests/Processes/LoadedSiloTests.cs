using OrleansStream.ClusterJobs;
using Xunit.Abstractions;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silo processes that have far more to do than their machine can: they are slow, and are not taken for dead.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class LoadedSiloTests(SiloProcesses processes, ITestOutputHelper report) : IClassFixture<SiloProcesses>
{
    // Of three batches of half a second each, if there were nothing else to do.
    private const int Rounds = 40;

    private static readonly string[] Jobs = ["first", "second"];

    private int Evictions => processes.Silos.Sum(silo => silo.Evictions);

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task No_silo_is_taken_for_dead_because_it_is_busy()
    {
        int before = Evictions;
        await SaturateAsync();
        for (int round = 0; round < Rounds; round++)
        {
            await processes.MoreBatchesAsync();
        }

        await VerifyAsync();
        Assert.Equal(before, Evictions);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task Silos_that_start_among_busy_ones_stay()
    {
        int before = Evictions;
        await SaturateAsync();
        foreach (SiloProcess silo in processes.Silos)
        {
            await silo.StopAsync();
            await silo.StartAsync();
            await processes.MoreBatchesAsync();
        }

        await VerifyAsync();
        Assert.Equal(before, Evictions);
    }

    private async Task SaturateAsync()
    {
        foreach (string job in Jobs)
        {
            await processes.SubmitAsync(nameof(Saturating), [], job);
        }
    }

    private async Task VerifyAsync()
    {
        await processes.ReadyAsync();
        report.WriteLine($"{Evictions} silos were taken for dead and lived.");
        report.WriteLine($"{processes.Silos.Sum(silo => silo.Log.Split("Did not get response for probe").Length - 1)} probes had no answer in time.");
        processes.Output.Verify(SiloProcesses.Interval);
        foreach (string job in Jobs)
        {
            await processes.StopAsync(job);
        }
    }
}
