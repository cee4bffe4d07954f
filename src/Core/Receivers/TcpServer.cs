using System.Net.Sockets;

namespace OrleansStream.Receivers;

/// <summary>A TCP server that receivers read from.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
internal sealed record TcpServer(string Host, int Port)
{
    /// <summary>Connects and reads until the connection ends, then asks for a restart: whenever the connection cannot be made, breaks or ends,
    /// the receiver says so and tries again after the restart delay.</summary>
    /// <param name="receiver">Whose run it is.</param>
    /// <param name="read">Reads; returns when the server has closed the connection.</param>
    /// <param name="stopping">Cancelled when the run ends.</param>
    internal async Task ReceiveAsync(Receiver receiver, Func<Socket, CancellationToken, Task> read, CancellationToken stopping)
    {
        string doing = "Cannot connect to";
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(Host, Port, stopping).ConfigureAwait(false);
            doing = "Cannot go on reading from";
            await read(socket, stopping).ConfigureAwait(false);
            receiver.ReportError($"{Host}:{Port} has closed the connection.");
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            receiver.ReportError($"{doing} {Host}:{Port}: {error.Message}", error);
        }

        receiver.Restart($"to connect to {Host}:{Port} again");
    }
}
