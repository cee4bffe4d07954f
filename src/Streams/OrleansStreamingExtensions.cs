using OrleansStream.Outputs;
using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>Streams of Orleans as sources and as outputs of jobs.</summary>
public static class OrleansStreamingExtensions
{
    /// <summary>How many items are published at once if nobody says otherwise.</summary>
    private const int ItemsAtOnce = 100;

    /// <summary>Makes a stream of what is published to a stream of Orleans from the job's start on.</summary>
    /// <typeparam name="T">The items' type. Orleans' serializer must know it in every silo.</typeparam>
    /// <param name="context">The context.</param>
    /// <param name="provider">The name of the stream's provider.</param>
    /// <param name="streamNamespace">The stream's namespace.</param>
    /// <param name="key">The stream's key, as a string.</param>
    /// <returns>The stream.</returns>
    /// <remarks>
    /// <para>An item is acknowledged to the provider when it is stored, with a checkpoint durably. On a cluster the receiver's grain is what subscribes, so the
    /// subscription outlives silos; it ends with the job. While the job has too much to do the provider waits.</para>
    /// <para>With a provider whose streams can be rewound, such as memory streams and event hubs, each item that the provider keeps is in the job once, whatever is
    /// lost on the way. With others an item may come twice.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or its process has no such provider.</exception>
    public static InputDStream<T> OrleansStream<T>(this StreamingContext context, string provider, string streamNamespace, string key)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.ReceiverStream(new OrleansStreamReceiver<T>(StreamAddress.Of(provider, streamNamespace, key), StreamHost.Of(context)));
    }

    /// <summary>Publishes the records of each batch to a stream of Orleans, at least once.</summary>
    /// <typeparam name="T">The records' type. Orleans' serializer must know it in every silo.</typeparam>
    /// <param name="stream">The records.</param>
    /// <param name="provider">The name of the provider of the stream that they go to.</param>
    /// <param name="streamNamespace">Its namespace.</param>
    /// <param name="key">Its key, as a string.</param>
    /// <inheritdoc cref="SaveToOrleansStream{T}(DStream{T}, string, string, string, int)" path="/remarks"/>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or its process has no such provider.</exception>
    public static void SaveToOrleansStream<T>(this DStream<T> stream, string provider, string streamNamespace, string key) =>
        SaveToOrleansStream(stream, provider, streamNamespace, key, ItemsAtOnce);

    /// <summary>Publishes the records of each batch to a stream of Orleans, at least once.</summary>
    /// <typeparam name="T">The records' type. Orleans' serializer must know it in every silo.</typeparam>
    /// <param name="stream">The records.</param>
    /// <param name="provider">The name of the provider of the stream that they go to.</param>
    /// <param name="streamNamespace">Its namespace.</param>
    /// <param name="key">Its key, as a string.</param>
    /// <param name="itemsAtOnce">How many items are published at once, as one message of the provider, at most; at least 1.</param>
    /// <remarks>
    /// The records of a partition are published in order, several partitions side by side. They are published again when a task or a batch is tried again, also in another process
    /// after a crash, in the same messages: <see cref="PublishedItems.IdempotenceKey"/> tells a consumer which it has seen.
    /// </remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="itemsAtOnce"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The context has been started, or its process has no such provider.</exception>
    public static void SaveToOrleansStream<T>(this DStream<T> stream, string provider, string streamNamespace, string key, int itemsAtOnce)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfLessThan(itemsAtOnce, 1);
        var publisher = new StreamPublisher<T>(StreamAddress.Of(provider, streamNamespace, key), StreamHost.Of(stream.Context), itemsAtOnce);
        var sink = new ForeachSink<T>(partition => new ForeachAsyncWriter<T>(
            stream.Context.Runtime.Blocks, (records, cancellation) => publisher.PublishAsync(records, partition, cancellation)));
        _ = new SinkOutput<T>(stream, sink, nameof(SaveToOrleansStream));
    }
}
