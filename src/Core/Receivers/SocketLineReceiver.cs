using System.Net.Sockets;
using OrleansStream.Encoding;
using OrleansStream.Rdds;

namespace OrleansStream.Receivers;

/// <summary>Reads lines from a TCP server; whenever the connection cannot be made, breaks or ends, it says so and tries again after
/// the restart delay.</summary>
internal sealed class SocketLineReceiver(string host, int port) : Receiver
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(5);

    private readonly Utf8BufferPool _pool = new(LineBlockBuilder.GreatestLength);
    private Action<LineBlock, long>? _store;
    private StreamingContextOptions? _options;
    private LineBlockBuilder? _current;
    private long _trimmed;

    /// <summary>Says where blocks go; before the receiver is started.</summary>
    internal void Open(Action<LineBlock, long> store, StreamingContextOptions options)
    {
        _store = store;
        _options = options;
    }

    /// <summary>Makes a block of the lines that have been read since the last one.</summary>
    internal void Cut() => Volatile.Read(ref _current)?.Cut();

    /// <summary>Gives up memory that has not been needed for a while; to be called often.</summary>
    internal void Trim()
    {
        long now = _options!.TimeProvider.GetTimestamp();
        if (_options.TimeProvider.GetElapsedTime(_trimmed, now) >= TrimInterval)
        {
            _trimmed = now;
            _pool.Trim();
        }
    }

    protected override void OnStart() => Run(ReceiveAsync);

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        string doing = "Cannot connect to";
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, stopping).ConfigureAwait(false);
            doing = "Cannot go on reading from";
            await ReadAsync(socket, stopping).ConfigureAwait(false);
            ReportError($"{host}:{port} has closed the connection.");
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            ReportError($"{doing} {host}:{port}: {error.Message}", error);
        }

        Restart($"to connect to {host}:{port} again");
    }

    private async Task ReadAsync(Socket socket, CancellationToken stopping)
    {
        using var lines = new LineBlockBuilder(_store!, _pool, _options!.MaxLineBytes, _options.PoisonBuffers);
        Volatile.Write(ref _current, lines);
        while (true)
        {
            int read = await socket.ReceiveAsync(lines.Room(), SocketFlags.None, stopping).ConfigureAwait(false);
            if (read == 0)
            {
                lines.Finish();
                return;
            }

            lines.Advance(read);
        }
    }
}
