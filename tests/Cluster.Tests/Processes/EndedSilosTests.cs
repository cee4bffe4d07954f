using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansStream.Cluster.Tests;

/// <summary>Silos that are killed and silos that do not answer, where probes are far too patient to tell.</summary>
[Collection(SiloProcesses.Collection)]
public sealed class EndedSilosTests : IAsyncLifetime
{
    private const string Active = nameof(SiloStatus.Active);
    private const string Loopback = "127.0.0.1";
    private const string Dead = nameof(SiloStatus.Dead);

    private readonly ClusterPostgresServer _server = new();
    private readonly List<SiloProcess> _silos = [];

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        foreach (SiloProcess silo in _silos)
        {
            await silo.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    [PostgresFact]
    public async Task A_killed_silo_is_dead_at_once_and_a_silent_one_is_not()
    {
        await StartAsync(Loopback, Loopback, Loopback, Loopback);
        (SiloProcess looks, SiloProcess silent, SiloProcess[] killed) = (_silos[0], _silos[1], [_silos[2], _silos[3]]);
        await silent.FreezeAsync();
        foreach (SiloProcess silo in killed)
        {
            await silo.KillAsync();
            await JobCluster.UntilAsync("a killed silo is dead", async () => await StatusOfAsync(silo) == Dead);
        }

        Assert.Equal([Active, Active], [await StatusOfAsync(looks), await StatusOfAsync(silent)]);
        await silent.ThawAsync();
        await Task.WhenAll(looks.ReadyAsync(), silent.ReadyAsync());
        Assert.DoesNotContain("I should be Dead", silent.Log, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_killed_silo_is_dead_at_once_that_connected_from_an_address_of_nobody()
    {
        // Their connections come from 127.0.0.1, and only the second one has made one.
        await StartAsync("127.0.0.2", "127.0.0.3");
        await _silos[1].KillAsync();
        await JobCluster.UntilAsync("the killed silo is dead", async () => await StatusOfAsync(_silos[1]) == Dead);
        Assert.Equal(Active, await StatusOfAsync(_silos[0]));
    }

    [PostgresFact]
    public async Task Silos_look_for_each_other_once_for_a_connection_that_broke()
    {
        await StartAsync(Loopback, Loopback);
        for (int broken = 1; broken <= 3; broken++)
        {
            await BreakConnectionAsync(_silos[0]);
            await JobCluster.UntilAsync("the silo has looked", () => Task.FromResult(Looks(_silos[0]) >= broken));
        }

        // The other one has been looked for three times. If it looked back for that, neither would come to an end.
        Assert.Equal([3, 0], _silos.Select(Looks));
        Assert.Equal([Active, Active], await Task.WhenAll(_silos.Select(StatusOfAsync)));
    }

    /// <summary>Starts one after the other, as each that joins connects with those that are there.</summary>
    private async Task StartAsync(params string[] addresses)
    {
        foreach (string address in addresses)
        {
            _silos.Add(await SiloProcess.StartAsync(
                "--OrleansStream:ConnectionString",
                _server.ConnectionString,
                "--OrleansStream:AdvertisedAddress",
                address,
                "--OrleansStream:Membership:ProbeTimeout",
                "00:10:00",
                "--Logging:LogLevel:OrleansStream",
                "Debug"));
        }
    }

    private static async Task BreakConnectionAsync(SiloProcess silo)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, silo.SiloPort);
        await client.GetStream().WriteAsync(new byte[1]);
    }

    private static int Looks(SiloProcess silo) => silo.Log.Split("broke; looking").Length - 1;

    private async Task<string> StatusOfAsync(SiloProcess silo)
    {
        await using var connection = new NpgsqlConnection(_server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT status FROM OrleansStreamSilo WHERE port = @port", connection);
        command.Parameters.AddWithValue("port", silo.SiloPort);
        return ((SiloStatus)(int)(await command.ExecuteScalarAsync())!).ToString();
    }
}
