using OrleansStream.Receivers;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>A stream that takes each batch from a queue: for tests and for feeding a job by hand.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="queue">The queue. Add to it at any time, under its lock (<c>lock (queue)</c>).</param>
    /// <param name="oneAtATime">Whether a batch takes one dataset, or all that are queued, united.</param>
    /// <param name="fallback">What a batch gets when the queue is empty; by default an empty dataset.</param>
    /// <exception cref="ArgumentNullException"><paramref name="queue"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public InputDStream<T> QueueStream<T>(Queue<Rdd<T>> queue, bool oneAtATime = true, Rdd<T>? fallback = null)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return new QueueStream<T>(this, queue, oneAtATime, fallback);
    }

    /// <summary>A stream of the records that a custom receiver stores.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="receiver">The receiver; it is started with the context and stopped with it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="receiver"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="receiver"/> feeds another stream already.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>A batch holds what was stored before its time, a partition per block; if that is nothing, its dataset is empty.</remarks>
    public InputDStream<T> ReceiverStream<T>(Receiver<T> receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Graph.ThrowIfFixed();
        receiver.Attach(nameof(receiver));
        return new ReceiverStream<T>(this, "ReceiverStream", receiver);
    }

    /// <summary>A stream of the lines of UTF-8 text that a TCP server sends, as strings.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port, from 1 to 65535.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 1 to 65535.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// Lines end with <c>\n</c> or <c>\r\n</c>, which are not part of them; at the end of the connection an unfinished line is a line. Invalid
    /// UTF-8 becomes U+FFFD. When the connection cannot be made, breaks or ends, listeners and the log are told and another try follows
    /// after <see cref="StreamingContextOptions.ReceiverRestartDelay"/>; what the server sends meanwhile is not seen.
    /// </remarks>
    public InputDStream<string> SocketTextStream(string host, int port)
    {
        return new SocketTextStream(this, ServerOf(host, port));
    }

    /// <summary>A stream of the lines of UTF-8 text that a TCP server sends, as slices of the bytes that were read: the fast form of
    /// <see cref="SocketTextStream"/>.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port, from 1 to 65535.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 1 to 65535.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Slices are valid while their batch runs; see <see cref="Utf8Slice"/>. Lines, errors and reconnecting are as for
    /// <see cref="SocketTextStream"/>, but bytes are given as they came, also invalid UTF-8.</remarks>
    public InputDStream<Utf8Slice> SocketUtf8Stream(string host, int port)
    {
        return new SocketUtf8Stream(this, ServerOf(host, port));
    }

    private static TcpServer ServerOf(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        return port is >= 1 and <= 65535
            ? new TcpServer(host, port)
            : throw new ArgumentOutOfRangeException(nameof(port), port, "A TCP port is from 1 to 65535.");
    }
}
