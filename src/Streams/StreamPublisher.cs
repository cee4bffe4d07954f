using System.Globalization;
using Orleans.Streams;
using OrleansStream.Outputs;

namespace OrleansStream.Streams;

/// <summary>Publishes partitions to a stream of Orleans.</summary>
/// <param name="address">The stream.</param>
/// <param name="host">What the process has of Orleans.</param>
/// <param name="itemsAtOnce">How many items make a message.</param>
internal sealed class StreamPublisher<T>(StreamAddress address, StreamHost host, int itemsAtOnce)
{
    private readonly IStreamProvider _provider = host.ProviderOf(address);

    internal async Task PublishAsync(IEnumerable<T> records, SinkPartition partition, CancellationToken cancellation)
    {
        IAsyncStream<T> stream = _provider.GetStream<T>(address.Id);
        int message = 0;
        foreach (T[] items in records.Chunk(itemsAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            RequestContext.Set(PublishedItems.ContextKey, string.Create(CultureInfo.InvariantCulture, $"{partition.IdempotenceKey}/{message++}"));
            await stream.OnNextBatchAsync(items);
        }
    }
}
