using System.Net.Sockets;

namespace OrleansStream.Receivers;

/// <summary>Reads the records that a function of the user's makes of the bytes of a TCP connection.</summary>
internal sealed class ConvertedSocketReceiver<T>(TcpServer server, Func<Stream, CancellationToken, IAsyncEnumerable<T>> converter) : Receiver<T>
{
    protected override void OnStart() => Run(stopping => server.ReceiveAsync(this, ReadAsync, stopping));

    private async Task ReadAsync(Socket socket, CancellationToken stopping)
    {
        using var stream = new NetworkStream(socket);
        IAsyncEnumerable<T> records = converter(stream, stopping) ?? throw new InvalidOperationException("The converter returned null.");
        await foreach (T record in records.WithCancellation(stopping).ConfigureAwait(false))
        {
            await WaitToStoreAsync(stopping).ConfigureAwait(false);
            Store(record);
        }
    }
}
