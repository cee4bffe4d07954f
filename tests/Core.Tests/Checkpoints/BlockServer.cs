using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A source that sends numbered blocks and sends again, to whoever connects next, those that were not acknowledged.</summary>
internal sealed class BlockServer : IDisposable
{
    // So many may be on their way at once.
    private const int Window = 8;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SortedSet<int> _unacknowledged = [];
    private int _next;

    internal BlockServer() => _listener.Start();

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How often each block was sent.</summary>
    internal Dictionary<int, int> Sent { get; } = [];

    /// <summary>Serves one connection until so many blocks have been acknowledged on it, or without end until it is closed.</summary>
    /// <returns>How many were.</returns>
    internal async Task<int> ServeAsync(int acknowledgements)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync().WaitAsync(Waiting.Limit, TimeProvider.System);
        client.NoDelay = true;
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        foreach (int block in _unacknowledged)
        {
            await SendAsync(stream, block);
        }

        int acknowledged = 0;
        while (acknowledged < acknowledgements)
        {
            while (_unacknowledged.Count < Window)
            {
                _unacknowledged.Add(_next);
                await SendAsync(stream, _next++);
            }

            acknowledged += await ReadAsync(reader);
        }

        return acknowledged;
    }

    /// <summary>Serves one connection until everything that was sent has been acknowledged.</summary>
    internal async Task FinishAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync().WaitAsync(Waiting.Limit, TimeProvider.System);
        await using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream);
        foreach (int block in _unacknowledged.ToArray())
        {
            await SendAsync(stream, block);
        }

        while (_unacknowledged.Count > 0)
        {
            await ReadAsync(reader);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task<int> ReadAsync(StreamReader reader)
    {
        string line = await reader.ReadLineAsync().Within() ?? throw new InvalidOperationException("The job has closed the connection.");
        Assert.True(_unacknowledged.Remove(int.Parse(line, CultureInfo.InvariantCulture)));
        return 1;
    }

    private async Task SendAsync(NetworkStream stream, int block)
    {
        Sent[block] = Sent.GetValueOrDefault(block) + 1;
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"{block}\n")));
    }
}
