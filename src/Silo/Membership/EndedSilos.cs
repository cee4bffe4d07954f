using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace OrleansStream.Silo;

/// <summary>Tells Orleans of silos whose process has ended, as soon as their connections break.</summary>
/// <remarks>
/// A silo that does not answer may live and be busy, so probes have to be patient. One whose port refuses connections has nobody who listens: its machine
/// says so itself, and there is nothing to wait for.
/// </remarks>
internal sealed partial class EndedSilos(
    IClusterMembershipService membership, ILocalSiloDetails self, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EndedSilos> log)
{
    // As long as a connection may take where the machine is there. If it is not, probes find out.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Has a silo watch its connections with others.</summary>
    internal static void AddTo(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<EndedSilos>();
        silo.Configure<SiloConnectionOptions>(connections =>
        {
            // Who connects and says nothing only looks whether somebody is there.
            connections.ConfigureSiloInboundConnection(builder => builder.Use(next => async connection =>
            {
                if (await SpeaksAsync(connection.Transport.Input).ConfigureAwait(false))
                {
                    await FollowAsync(builder.ApplicationServices, connection, next).ConfigureAwait(false);
                }
            }));
            connections.ConfigureSiloOutboundConnection(builder => builder.Use(next => connection => FollowAsync(builder.ApplicationServices, connection, next)));
        });
    }

    private static async Task<bool> SpeaksAsync(PipeReader input)
    {
        ReadResult first = await input.ReadAsync().ConfigureAwait(false);
        input.AdvanceTo(first.Buffer.Start);
        return !first.Buffer.IsEmpty;
    }

    private static async Task FollowAsync(IServiceProvider services, ConnectionContext connection, ConnectionDelegate next)
    {
        EndedSilos ended = services.GetRequiredService<EndedSilos>();
        var peer = connection.RemoteEndPoint as IPEndPoint;
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            if (peer is not null)
            {
                _ = ended.LookAsync(peer.Address);
            }
        }
    }

    /// <summary>Looks which silos of a machine are there still. The port that a silo connects from says nothing of which one it is.</summary>
    private async Task LookAsync(IPAddress machine)
    {
        CancellationToken stopping = lifetime.ApplicationStopping;
        try
        {
            LogLooking(machine);

            // Everybody who was connected looks now; the first one tells the others.
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(Active().Length)), time, stopping).ConfigureAwait(false);

            // One that has just joined may not have been heard of.
            await membership.Refresh(cancellationToken: stopping).ConfigureAwait(false);

            // Where no silo ever was at that address, one connects from another than it is reached at, and may be any.
            bool isKnown = membership.CurrentSnapshot.Members.Keys.Any(silo => IsOn(machine, silo.Endpoint));
            foreach (SiloAddress silo in Active().Where(silo => !silo.Equals(self.SiloAddress) && (!isKnown || IsOn(machine, silo.Endpoint))))
            {
                if (await RefusesAsync(silo.Endpoint, stopping).ConfigureAwait(false))
                {
                    await TellAsync(silo, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // This silo leaves; others look as well.
        }
        catch (Exception error)
        {
            // Probes go on and find out a little later.
            LogNotTold(error, machine);
        }
    }

    private SiloAddress[] Active() =>
        [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress)];

    private static bool IsOn(IPAddress machine, IPEndPoint silo) => machine.MapToIPv6().Equals(silo.Address.MapToIPv6());

    private async Task<bool> RefusesAsync(IPEndPoint endpoint, CancellationToken stopping)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, given.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task TellAsync(SiloAddress silo, CancellationToken stopping)
    {
        // One that was asked to stop has said so in the table before it closed its port.
        await membership.Refresh(cancellationToken: stopping).ConfigureAwait(false);
        if (membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active)
        {
            LogEnded(silo);
            await membership.TryKill(silo).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A connection with {Machine} broke; looking which silos are there.")]
    private partial void LogLooking(IPAddress machine);

    [LoggerMessage(LogLevel.Warning, "Silo {Silo} refuses connections: its process has ended. It is declared dead.")]
    private partial void LogEnded(SiloAddress silo);

    [LoggerMessage(LogLevel.Warning, "Whether silos at {Machine} are there could not be found out or told. Probes go on.")]
    private partial void LogNotTold(Exception error, IPAddress machine);
}
