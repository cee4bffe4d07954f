using System.Threading.Channels;
using OrleansStream.Receivers;
using OrleansStream.Sources;

namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>A stream of the records that a function makes of the bytes that a TCP server sends.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port, from 1 to 65535.</param>
    /// <param name="converter">Given the connection's bytes, gives the records one by one; runs on a thread of its own, which may wait for bytes.
    /// It ends at the end of the stream.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 1 to 65535.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="converter"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>When the connection cannot be made or breaks, or the converter ends or throws, listeners and the log are told and another try
    /// follows after <see cref="StreamingContextOptions.ReceiverRestartDelay"/>, with a new connection and another call of the converter.</remarks>
    public InputDStream<T> SocketStream<T>(string host, int port, Func<Stream, IEnumerable<T>> converter)
    {
        TcpServer server = ServerOf(host, port);
        ArgumentNullException.ThrowIfNull(converter);
        return new ReceiverStream<T>(this, "SocketStream", new BlockingSocketReceiver<T>(server, converter));
    }

    /// <summary>A stream of the records that a function makes of the bytes that a TCP server sends, without a thread of its own.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port, from 1 to 65535.</param>
    /// <param name="converter">Given the connection's bytes and a token that is cancelled when the receiver stops, gives the records one by
    /// one. It ends at the end of the stream.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 1 to 65535.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="converter"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>When the connection cannot be made or breaks, or the converter ends or throws, listeners and the log are told and another try
    /// follows after <see cref="StreamingContextOptions.ReceiverRestartDelay"/>, with a new connection and another call of the converter.</remarks>
    public InputDStream<T> SocketStream<T>(string host, int port, Func<Stream, CancellationToken, IAsyncEnumerable<T>> converter)
    {
        TcpServer server = ServerOf(host, port);
        ArgumentNullException.ThrowIfNull(converter);
        return new ReceiverStream<T>(this, "SocketStream", new ConvertedSocketReceiver<T>(server, converter));
    }

    /// <summary>A stream of records that a TCP server sends in encoded blocks, which are stored as they come and decoded by the tasks that
    /// read them: the fastest way in from another process that knows the type.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">Its port, from 1 to 65535.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not from 1 to 65535.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException">The type cannot be encoded; the message names the member and the remedy.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// The server sends frames: a length in bytes as four bytes, the highest first, and that many bytes, which
    /// <see cref="Encoding.Codec{T}.WriteBlock"/> of the same type has written. A frame longer than
    /// <see cref="StreamingContextOptions.MaxFrameBytes"/> is reported and ends the connection, and so is one that is cut off; a frame that is not a
    /// block fails its batch. Frames count as no records and the rate is not limited. Reconnecting is as for <see cref="SocketTextStream"/>.
    /// </remarks>
    public InputDStream<T> RawSocketStream<T>(string host, int port)
    {
        TcpServer server = ServerOf(host, port);
        Graph.ThrowIfFixed();
        _ = Runtime.Encoding.CodecFor<T>();
        return new ReceiverStream<T>(this, "RawSocketStream", new RawSocketReceiver<T>(server, Options.MaxFrameBytes));
    }

    /// <summary>A stream of what is written to a channel, for jobs embedded in the process that writes.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="reader">The channel's reader, which nobody else reads.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>
    /// The channel is read from the start of the context, no faster than the rate limit and <see cref="StreamingContextOptions.MaxBytesPerBatch"/>
    /// allow, so that writers to a bounded channel wait. When the channel is completed the stream goes on with empty batches; if that was with
    /// an error, listeners and the log are told. A stop leaves in the channel what has not been read.
    /// </remarks>
    public InputDStream<T> ChannelStream<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new ReceiverStream<T>(this, "ChannelStream", new ChannelReceiver<T>(reader), live: "channel");
    }

    /// <summary>A stream of an asynchronous sequence, for jobs embedded in the process that makes it.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="records">The sequence; read once. Its enumerator should end when its token is cancelled: a graceful stop waits for it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="records"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>It is read no faster than the rate limit and <see cref="StreamingContextOptions.MaxBytesPerBatch"/> allow. At its end the stream
    /// goes on with empty batches; so it does when the sequence fails, and listeners and the log are told.</remarks>
    public InputDStream<T> AsyncEnumerableStream<T>(IAsyncEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        return new ReceiverStream<T>(this, "AsyncEnumerableStream", new AsyncEnumerableReceiver<T>(_ => records, canReopen: false), live: "sequence");
    }

    /// <summary>A stream of an asynchronous sequence that can be opened again.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="open">Opens the sequence; its token is cancelled when the receiver stops, and the sequence should end then: a graceful stop
    /// waits for it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>It is read no faster than the rate limit and <see cref="StreamingContextOptions.MaxBytesPerBatch"/> allow. At its end the stream
    /// goes on with empty batches. When it fails, listeners and the log are told and it is opened again after
    /// <see cref="StreamingContextOptions.ReceiverRestartDelay"/>.</remarks>
    public InputDStream<T> AsyncEnumerableStream<T>(Func<CancellationToken, IAsyncEnumerable<T>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new ReceiverStream<T>(this, "AsyncEnumerableStream", new AsyncEnumerableReceiver<T>(open, canReopen: true));
    }

    /// <summary>A stream that gives every batch the same dataset: for tests, and to put a job under steady load.</summary>
    /// <typeparam name="T">The records' type.</typeparam>
    /// <param name="rdd">The dataset, made by <see cref="MakeRdd{T}"/> of this context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="rdd"/> belongs to a batch or to another context.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public InputDStream<T> ConstantStream<T>(Rdd<T> rdd)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        if (rdd.Time is not null || !ReferenceEquals(rdd.Scope.Job, Runtime))
        {
            throw new ArgumentException("The dataset of a constant stream must be made by MakeRdd of the same context, outside any batch.", nameof(rdd));
        }

        return new ConstantStream<T>(this, rdd);
    }
}
