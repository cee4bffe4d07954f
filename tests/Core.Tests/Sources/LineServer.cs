using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>A TCP server on a loopback port that does to its clients what a test tells it to.</summary>
internal sealed class LineServer : IDisposable
{
    private readonly TcpListener _listener;

    internal LineServer(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A port on which nobody listens, and on which a later server may.</summary>
    internal static int FreePort()
    {
        using var server = new LineServer();
        return server.Port;
    }

    internal Task<Socket> AcceptAsync() => _listener.AcceptSocketAsync().WaitAsync(Waiting.Limit, TimeProvider.System);

    public void Dispose() => _listener.Dispose();
}
