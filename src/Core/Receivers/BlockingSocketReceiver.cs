using System.Net.Sockets;

namespace OrleansStream.Receivers;

/// <summary>Reads the records that a function of the user's makes of the bytes of a TCP connection, on a thread of its own, because the
/// function waits for bytes.</summary>
internal sealed class BlockingSocketReceiver<T>(TcpServer server, Func<Stream, IEnumerable<T>> converter) : Receiver<T>
{
    protected override void OnStart() => Run(stopping => server.ReceiveAsync(this, ReadAsync, stopping));

    private async Task ReadAsync(Socket socket, CancellationToken stopping)
    {
        using var stream = new NetworkStream(socket);

        // What ends a read that waits for bytes.
        using CancellationTokenRegistration _ = stopping.Register(socket.Dispose);
        await Task.Factory.StartNew(() => Read(stream), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    private void Read(NetworkStream stream)
    {
        IEnumerable<T> records = converter(stream) ?? throw new InvalidOperationException("The converter returned null.");
        foreach (T record in records)
        {
            Store(record);
        }
    }
}
