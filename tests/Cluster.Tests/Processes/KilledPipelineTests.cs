using OrleansStream.Tests.Packages;
using OrleansStream.Tests.Pipelines;
using OrleansStream.Tests.Processes;
using Pipeline;
using Xunit.Abstractions;

namespace OrleansStream.Cluster.Tests;

/// <summary>A packaged job on silo processes that are killed, from a topic and files through keyed state into another topic and into tables.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class KilledPipelineTests(ClusterPostgresServer server, ITestOutputHelper report) : IClassFixture<ClusterPostgresServer>
{
    private const int Silos = 2;
    private const string Name = "order-totals";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    [PostgresFact]
    [Trait("Tier", "Long")]
    public async Task Nothing_is_lost_or_doubled_when_silos_are_killed_again_and_again()
    {
        const int Seed = 1;
        var random = new Random(Seed);
        string database = await server.CreateDatabaseAsync($"pipeline-{Seed}");
        await using var input = new OrderInput(Seed, database);
        var silos = new List<SiloProcess>();
        try
        {
            for (int i = 0; i < Silos; i++)
            {
                silos.Add(await SiloProcess.StartAsync("--OrleansStream:ConnectionString", server.ConnectionString));
            }

            await using OrleansStreamClient client = await OrleansStreamClient.ConnectAsync(
                new OrleansStreamClientOptions { Gateways = [.. silos.Select(silo => silo.Gateway)] });
            await client.SubmitAsync(
                JobPackage.FromPath(PackagedFiles.PathTo("Pipeline", "Pipeline.dll")),
                nameof(OrderTotals),
                new Dictionary<string, string> { ["brokers"] = input.Brokers, ["files"] = input.Files, ["database"] = database, ["maxRate"] = "200" },
                new JobSettings { Name = Name, BatchInterval = Interval, Partitions = 3 });
            for (int kill = 0; kill < Kills.Many; kill++)
            {
                await MoreAsync(input, silos, random);
                SiloProcess killed = silos[kill % Silos];
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), TimeProvider.System);
                await killed.KillAsync();
                report.WriteLine($"{input.Count} orders, {await input.WrittenAsync()} in the table and {input.Sent()} in the topic at kill {kill + 1}.");
                await MoreAsync(input, silos, random);
                await killed.StartAsync();
            }

            await UntilAsync("all orders are in the table", silos, async () => await input.WrittenAsync() >= input.Count);
            await client.StopAsync(Name);
            await input.VerifyAsync();
        }
        finally
        {
            foreach (SiloProcess silo in silos)
            {
                await silo.DisposeAsync();
            }
        }
    }

    /// <summary>Appends orders, and waits until the tables have grown.</summary>
    private static async Task MoreAsync(OrderInput input, List<SiloProcess> silos, Random random)
    {
        long before = await input.WrittenAsync();
        await input.AppendAsync(random.Next(20, 100));
        await UntilAsync("orders arrive in the table", silos, async () => await input.WrittenAsync() > before);
        await input.AppendAsync(random.Next(100));
    }

    private static async Task UntilAsync(string what, List<SiloProcess> silos, Func<Task<bool>> isTrue)
    {
        try
        {
            await JobCluster.UntilAsync(what, () =>
            {
                silos.ForEach(silo => silo.RestartIfEvicted());
                return isTrue();
            });
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException($"{error.Message}{Environment.NewLine}{string.Join(Environment.NewLine, silos.Select(silo => silo.Describe()))}", error);
        }
    }
}
