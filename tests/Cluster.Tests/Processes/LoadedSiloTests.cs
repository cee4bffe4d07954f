using OrleansStream.ClusterJobs;
using Xunit.Abstractions;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silo processes that have far more to do than their machine can: they are slow, and nobody takes them for dead.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class LoadedSiloTests(SiloProcesses processes, ITestOutputHelper report) : IClassFixture<SiloProcesses>
{
    // Of three batches of half a second each, if there were nothing else to do.
    private const int Rounds = 40;

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task No_silo_is_taken_for_dead_because_it_is_busy()
    {
        foreach (string name in (string[])["first", "second"])
        {
            await processes.SubmitAsync(nameof(Saturating), [], name);
        }

        for (int round = 0; round < Rounds; round++)
        {
            await processes.MoreBatchesAsync();
        }

        await Task.WhenAll(processes.Silos.Select(silo => silo.ReadyAsync()));
        report.WriteLine($"{processes.Silos.Sum(silo => silo.Log.Split("Did not get response for probe").Length - 1)} probes had no answer in time.");
        Assert.All(processes.Silos, silo => Assert.Equal(0, silo.Evictions));
        processes.Output.Verify(SiloProcesses.Interval);
    }
}
