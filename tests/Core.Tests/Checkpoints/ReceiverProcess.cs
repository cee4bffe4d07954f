using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job in a process of its own, which may be killed: it writes the lines of the blocks that a <see cref="BlockServer"/> sends to files.</summary>
internal static class ReceiverProcess
{
    internal const int LinesOfBlock = 3;

    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Runs the job until its input ends.</summary>
    internal static async Task<int> RunAsync(string directory, int port)
    {
        await using StreamingContext ssc = StreamingContext.GetOrCreate(Path.Join(directory, "checkpoint"), () => Define(directory, port));
        await ssc.StartAsync();

        // The console's asynchronous calls are not.
        Task<string> end = Task.Run(Console.In.ReadToEnd);
        await Task.WhenAny(end, ssc.AwaitTerminationAsync()).Unwrap();
        await ssc.StopAsync();
        return 0;
    }

    private static StreamingContext Define(string directory, int port)
    {
        var options = new StreamingContextOptions
        {
            EngineThreads = 2,
            ReceiverRestartDelay = TimeSpan.FromMilliseconds(10),

            // A stop that is cut short leaves to a later life what the test looks for, and a busy machine takes its time.
            GracefulStopTimeout = Waiting.Limit,
        };
        var ssc = new StreamingContext(Interval, options);
        ssc.ReceiverStream(new Acknowledging(port)).SaveAsTextFiles(Path.Join(directory, "out"));
        return ssc;
    }

    /// <summary>Reads block numbers, one a line, and sends each back once its block is stored.</summary>
    private sealed class Acknowledging(int port) : Receiver<string>
    {
        protected override void OnStart() => Run(ReadAsync);

        private async Task ReadAsync(CancellationToken stopping)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, stopping);
            client.NoDelay = true;
            await using NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream);
            var writing = new SemaphoreSlim(1);
            var open = new List<Task>();
            while (await reader.ReadLineAsync(stopping) is { } line)
            {
                open.Add(StoreAsync(int.Parse(line, CultureInfo.InvariantCulture), stream, writing, stopping));
                open.RemoveAll(task => task.IsCompletedSuccessfully);
            }

            await Task.WhenAll(open);
            Restart("the server has closed the connection");
        }

        private async Task StoreAsync(int block, NetworkStream stream, SemaphoreSlim writing, CancellationToken stopping)
        {
            await StoreAsync(Enumerable.Range(0, LinesOfBlock).Select(i => FormattableString.Invariant($"{block}.{i}")), stopping);
            await writing.WaitAsync(stopping);
            try
            {
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"{block}\n")), stopping);
            }
            finally
            {
                writing.Release();
            }
        }
    }
}
