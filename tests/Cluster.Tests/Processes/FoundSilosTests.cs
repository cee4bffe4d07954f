using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace OrleansStream.Cluster.Tests;

/// <summary>Clients that find silos in the cluster's table.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class FoundSilosTests : IAsyncLifetime
{
    private const string Secret = "swordfish-swordfish";

    private readonly ClusterPostgresServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [PostgresFact]
    public async Task A_client_goes_on_with_a_silo_that_came_after_it_when_the_others_are_gone()
    {
        await using SiloProcess first = await StartAsync();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        ClusterExamples.FindSilos(builder, _server.ConnectionString, Secret);
        builder.Services.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromMilliseconds(500));
        using IHost host = builder.Build();
        await host.StartAsync();
        OrleansStreamClient client = host.Services.GetRequiredService<OrleansStreamClient>();
        Assert.Empty(await client.ListAsync());

        await using SiloProcess second = await StartAsync();
        await first.StopAsync();

        await JobCluster.UntilAsync("the client has found the other silo", async () =>
        {
            try
            {
                return (await client.ListAsync()).Count == 0;
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                return false;
            }
        });
        await host.StopAsync();
    }

    private Task<SiloProcess> StartAsync() =>
        SiloProcess.StartAsync("--OrleansStream:ConnectionString", _server.ConnectionString, "--OrleansStream:Secret", Secret);
}
