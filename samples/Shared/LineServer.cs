using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Samples;

/// <summary>Sends made-up lines to whoever connects: a hundred a second, drawn from the same random numbers every time.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private const int Seed = 20_130_110;
    private const int LinesPerTurn = 10;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly Func<Random, string> _makeLine;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private LineServer(Func<Random, string> makeLine)
    {
        _makeLine = makeLine;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port that the system has chosen.</summary>
    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal static LineServer Start(Func<Random, string> makeLine) => new(makeLine);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                clients.Add(FeedAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(clients);
        }
    }

    private async Task FeedAsync(TcpClient client)
    {
        using (client)
        using (var timer = new PeriodicTimer(Turn, TimeProvider.System))
        {
            var random = new Random(Seed);
            try
            {
                do
                {
                    await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(Lines(random)), _stop.Token);
                }
                while (await timer.WaitForNextTickAsync(_stop.Token));
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The client has gone, or the sample ends.
            }
        }
    }

    private string Lines(Random random) => string.Concat(Enumerable.Range(0, LinesPerTurn).Select(_ => _makeLine(random) + "\n"));
}
