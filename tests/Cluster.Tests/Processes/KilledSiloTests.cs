using OrleansStream.ClusterJobs;
using Xunit.Abstractions;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silo processes that are killed: whatever is lost, the output is that of a run without trouble, and nobody has to do anything.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class KilledSiloTests(SiloProcesses processes, ITestOutputHelper report) : IClassFixture<SiloProcesses>
{
    private const int Kills = 20;

    [PostgresFact]
    public async Task The_job_goes_on_when_the_silo_of_its_coordinator_is_killed()
    {
        SiloProcess killed = await processes.CoordinatorAsync();
        await killed.KillAsync();
        await processes.MoreBatchesAsync();
        await killed.StartAsync();
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task Whatever_a_killed_silo_had_of_a_receiver_nothing_acknowledged_is_lost()
    {
        using var directory = new OutputDirectory();
        await processes.SubmitAsync(
            nameof(ReceivedNumbers),
            new Dictionary<string, string> { [ReceivedNumbers.Output] = directory["numbers"], [ReceivedNumbers.Acknowledged] = directory["acknowledged"] });
        foreach (SiloProcess silo in processes.Silos)
        {
            await MoreNumbersAsync(directory);
            await silo.KillAsync();
            await MoreNumbersAsync(directory);
            await silo.StartAsync();
        }

        await processes.StopAsync(nameof(ReceivedNumbers));
        long[] numbers = directory.Numbers;
        long[] distinct = [.. numbers.Distinct().Order()];
        Assert.Equal(Enumerable.Range(0, distinct.Length).Select(number => (long)number), distinct);
        Assert.InRange(numbers.Length - distinct.Length, 0, processes.Silos.Count * ReceivedNumbers.AtOnce);
        await processes.MoreBatchesAsync();
        processes.Output.Verify(SiloProcesses.Interval);
    }

    private Task MoreNumbersAsync(OutputDirectory directory)
    {
        int enough = directory.Numbers.Length + 100;
        return processes.UntilAsync($"{enough} numbers are there", () => Task.FromResult(directory.Numbers.Length >= enough));
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_two_of_three_silos_are_killed()
    {
        SiloProcess first = await processes.CoordinatorAsync();
        SiloProcess second = processes.Silos.First(silo => silo != first);
        await Task.WhenAll(first.KillAsync(), second.KillAsync());
        await processes.MoreBatchesAsync();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_all_silos_were_killed_and_come_back()
    {
        await Task.WhenAll(processes.Silos.Select(silo => silo.KillAsync()));
        await Task.WhenAll(processes.Silos.Select(silo => silo.StartAsync()));
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_all_silos_were_killed_and_others_come()
    {
        await processes.ReplaceAsync();
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_the_silo_of_its_coordinator_stops()
    {
        SiloProcess stopped = await processes.CoordinatorAsync();
        await stopped.StopAsync();
        await processes.MoreBatchesAsync();
        await stopped.StartAsync();
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_the_silo_of_its_coordinator_freezes_and_comes_back()
    {
        SiloProcess frozen = await processes.CoordinatorAsync();
        await frozen.FreezeAsync();
        await processes.MoreBatchesAsync();
        await processes.MoreBatchesAsync();

        // It believes that it coordinates still, and finds out that nothing of that counts.
        await frozen.ThawAsync();
        Assert.NotEqual(0, await frozen.EndAsync());
        await frozen.StartAsync();
        await processes.MoreBatchesAsync();

        processes.Output.Verify(SiloProcesses.Interval);
    }

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task The_job_goes_on_when_the_database_is_away_for_a_while()
    {
        // One that an earlier test has started again would find no database, and end.
        await processes.ReadyAsync();
        await processes.Database.StopAsync();
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        await processes.Database.StartAsync();
        await processes.MoreBatchesAsync();
        report.WriteLine($"Silos that were taken for dead and lived: {processes.Silos.Sum(silo => silo.Evictions)}.");

        processes.Output.Verify(SiloProcesses.Interval);
    }

    /// <summary>From the kill of the coordinator's silo to the next batch that anybody can see.</summary>
    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task Recovery_takes_seconds()
    {
        var times = new List<TimeSpan>();
        for (int kill = 0; kill < Kills; kill++)
        {
            SiloProcess killed = await processes.CoordinatorAsync();
            long last = processes.Output.Times[^1];
            long start = TimeProvider.System.GetTimestamp();
            await killed.KillAsync();
            long atKill = processes.Output.Times[^1];
            await processes.UntilAsync("there is a later batch", () => Task.FromResult(processes.Output.Times[^1] > Math.Max(last, atKill)));
            times.Add(TimeProvider.System.GetElapsedTime(start));
            await killed.StartAsync();
            await Task.WhenAll(processes.Silos.Select(silo => silo.ReadyAsync()));
            await processes.MoreBatchesAsync();
        }

        processes.Output.Verify(SiloProcesses.Interval);
        times.Sort();
        report.WriteLine($"{Kills} kills, from the kill to the next batch: least {times[0].TotalMilliseconds:F0} ms, median {times[Kills / 2].TotalMilliseconds:F0} ms, 90 % {times[Kills * 9 / 10].TotalMilliseconds:F0} ms, most {times[^1].TotalMilliseconds:F0} ms.");
        report.WriteLine($"Silos that were taken for dead and lived: {processes.Silos.Sum(silo => silo.Evictions)}.");
        report.WriteLine(string.Join(", ", times.Select(time => $"{time.TotalMilliseconds:F0}")));
        Assert.InRange(times[Kills / 2], TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
