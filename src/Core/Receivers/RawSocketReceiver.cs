using System.Buffers.Binary;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OrleansStream.Receivers;

/// <summary>Reads frames from a TCP connection, each a length and an encoded block, and stores the blocks as they are.</summary>
internal sealed class RawSocketReceiver<T>(TcpServer server, int maxFrameBytes) : Receiver<T>
{
    /// <summary>How many frames are read ahead while one is being stored.</summary>
    private const int QueuedFrames = 2;

    protected override void OnStart() => Run(stopping => server.ReceiveAsync(this, ReadAsync, stopping));

    private async Task ReadAsync(Socket socket, CancellationToken stopping)
    {
        using var stream = new NetworkStream(socket);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(QueuedFrames) { SingleReader = true, SingleWriter = true });
        Task storing = StoreFramesAsync(frames.Reader, either);
        Exception? failure = null;
        try
        {
            while (await ReadFrameAsync(stream, either.Token).ConfigureAwait(false) is { } frame)
            {
                await frames.Writer.WriteAsync(frame, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            // What came whole is stored first.
            failure = error;
        }

        frames.Writer.Complete();
        await storing.ConfigureAwait(false);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task StoreFramesAsync(ChannelReader<byte[]> frames, CancellationTokenSource reading)
    {
        try
        {
            await foreach (byte[] frame in frames.ReadAllAsync().ConfigureAwait(false))
            {
                await StoreOwnedAsync(frame, metadata: null, CancellationToken.None).ConfigureAwait(false);
                await WaitToStoreAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch
        {
            await reading.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns>A frame, or null at the end of the connection.</returns>
    private async Task<byte[]?> ReadFrameAsync(NetworkStream stream, CancellationToken cancellation)
    {
        byte[] prefix = new byte[sizeof(int)];
        int read = await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (read < prefix.Length)
        {
            return read == 0 ? null : throw new InvalidDataException($"The connection ended inside the length of a frame, after {read} bytes.");
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length < 0 || length > maxFrameBytes)
        {
            throw new InvalidDataException(
                $"A frame says that it is {length} bytes long; it must be from 0 to {maxFrameBytes} ({nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.MaxFrameBytes)}).");
        }

        byte[] frame = new byte[length];
        read = await stream.ReadAtLeastAsync(frame, length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return read == length ? frame : throw new InvalidDataException($"The connection ended inside a frame, after {read} of {length} bytes.");
    }
}
