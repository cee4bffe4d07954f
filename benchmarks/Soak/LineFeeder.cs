using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Benchmarks;

/// <summary>A TCP server that sends lines at a steady rate to whoever connects: a number, a space and text.</summary>
/// <param name="rate">Lines per second.</param>
/// <param name="keys">The numbers are from 0 to one less.</param>
internal sealed class LineFeeder(int rate, int keys) : IAsyncDisposable
{
    private const int LongestLine = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private Task _feeding = Task.CompletedTask;

    /// <summary>The port that the system has chosen.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _feeding = FeedAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _feeding;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task FeedAllAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await _listener.AcceptSocketAsync(_stop.Token);
                await FeedAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException || _stop.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task FeedAsync(Socket client)
    {
        SplitMix random = new(2);
        Pace pace = new(rate);
        byte[] lines = [];
        try
        {
            while (true)
            {
                int due = await pace.NextAsync(_stop.Token);
                if (lines.Length < due * LongestLine)
                {
                    lines = new byte[due * LongestLine];
                }

                int used = 0;
                for (int i = 0; i < due; i++)
                {
                    Utf8Formatter.TryFormat(random.Below(keys), lines.AsSpan(used), out int digits);
                    used += digits;
                    " of the things that come by all day long\n"u8.CopyTo(lines.AsSpan(used));
                    used += " of the things that come by all day long\n"u8.Length;
                }

                for (int sent = 0; sent < used;)
                {
                    sent += await client.SendAsync(lines.AsMemory(sent, used - sent), _stop.Token);
                }
            }
        }
        catch (SocketException)
        {
            // Whoever was connected has gone; the next one is waited for.
        }
    }
}
