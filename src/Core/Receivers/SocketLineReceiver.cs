using System.Net.Sockets;
using OrleansStream.Encoding;
using OrleansStream.Rdds;

namespace OrleansStream.Receivers;

/// <summary>Reads lines from a TCP server. It keeps to the rate by pausing, so that the connection's flow control slows the sender.</summary>
internal sealed class SocketLineReceiver(TcpServer server) : Receiver
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(5);

    // What a line is taken for before any has been seen.
    private const double GuessedLineBytes = 64;

    // How much one read says about how long lines are.
    private const double Smoothing = 0.1;

    private readonly Utf8BufferPool _pool = new(LineBlockBuilder.GreatestLength);
    private Action<LineBlock, long>? _store;
    private Intake? _intake;
    private StreamingContextOptions? _options;
    private LineBlockBuilder? _current;
    private long _trimmed;

    /// <summary>Says where blocks go; before the receiver is started.</summary>
    internal void Open(Action<LineBlock, long> store, Intake intake, StreamingContextOptions options)
    {
        _store = store;
        _intake = intake;
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

    protected override void OnStart() => Run(stopping => server.ReceiveAsync(this, ReadAsync, stopping));

    private async Task ReadAsync(Socket socket, CancellationToken stopping)
    {
        using var lines = new LineBlockBuilder(_store!, _pool, _options!.MaxLineBytes, _options.PoisonBuffers);
        Volatile.Write(ref _current, lines);
        double lineBytes = GuessedLineBytes;
        while (true)
        {
            await _intake!.TakeAsync(0, stopping).ConfigureAwait(false);
            Memory<byte> room = lines.Room();
            room = room[..(int)Math.Clamp(_intake.Allowance * lineBytes, 1, room.Length)];
            int read = await socket.ReceiveAsync(room, SocketFlags.None, stopping).ConfigureAwait(false);
            if (read == 0)
            {
                lines.Finish();
                return;
            }

            int ended = lines.Advance(read);
            _intake.Took(ended);
            lineBytes += Smoothing * (((double)read / Math.Max(1, ended)) - lineBytes);
        }
    }
}
