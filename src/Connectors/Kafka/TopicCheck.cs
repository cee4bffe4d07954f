using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>Finds out, while a batch can still fail, whether there are the topics that it is for.</summary>
internal sealed class TopicCheck(ProducerConfig config, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private IAdminClient? _client;

    /// <exception cref="KafkaStreamException">A topic is unknown, may not be seen or lacks a partition, or the brokers do not answer.</exception>
    internal async Task CheckAsync(IEnumerable<(string Topic, int Partition)> needed, CancellationToken cancellation)
    {
        foreach ((string topic, int partition) in needed)
        {
            if (_known.TryGetValue(topic, out int count) && partition < count)
            {
                continue;
            }

            // The client's call blocks.
            count = await Task.Run(() => CountOf(topic), cancellation).ConfigureAwait(false);
            _known[topic] = count;
            if (partition >= count)
            {
                throw new KafkaStreamException(FormattableString.Invariant($"A record is for partition {partition} of {topic}, which has {count}."));
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _client?.Dispose();
        }
    }

    private int CountOf(string topic)
    {
        lock (_lock)
        {
            _client ??= KafkaClients.OpenAdmin(config, logger);
            TopicMetadata found;
            try
            {
                found = _client.GetMetadata(topic, Timeout).Topics.Single(each => each.Topic == topic);
            }
            catch (KafkaException error)
            {
                throw new KafkaStreamException($"Cannot find out about {topic} at {config.BootstrapServers}: {error.Error.Reason}", error);
            }

            return found.Error.IsError
                ? throw new KafkaStreamException($"Cannot send to {topic}: {found.Error.Reason}", new KafkaException(found.Error))
                : found.Partitions.Count;
        }
    }
}
