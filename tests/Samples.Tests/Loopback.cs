using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Samples.Tests;

/// <summary>Ports of this machine.</summary>
internal static class Loopback
{
    internal static TcpListener Listen()
    {
        var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        return server;
    }

    internal static string PortOf(TcpListener server) => $"{((IPEndPoint)server.LocalEndpoint).Port}";

    /// <summary>A port that nobody listens on.</summary>
    internal static int FreePort()
    {
        using TcpListener server = Listen();
        return ((IPEndPoint)server.LocalEndpoint).Port;
    }
}
