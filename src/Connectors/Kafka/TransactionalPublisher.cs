using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>Sends staged batches of one output, each with its marker in one transaction.</summary>
/// <remarks>
/// The marker is an offset that the transaction commits for a consumer group of the transactional id's name: for the topic of the batch's first message, the batch time. Batches of
/// an output come in order, so one is there if the marker of its topic is not earlier. Opening the producer ends what an earlier one, in whatever process, had under way, and fences it off; so
/// what the marker says then stays true.
/// </remarks>
/// <param name="config">The client's settings, but the transactional id.</param>
/// <param name="logger">The job's log.</param>
internal sealed partial class TransactionalPublisher(ProducerConfig config, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(config.TransactionTimeoutMs ?? 60_000);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IProducer<byte[]?, byte[]?>? _producer;
    private IConsumerGroupMetadata? _group;
    private readonly ConcurrentDictionary<string, byte> _checked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _marked = new(StringComparer.Ordinal);
    private string? _id;
    private Error? _problem;

    /// <summary>Checks that a batch which is not committed yet is not there: asked once for each topic, before the first batch that this process prepares.</summary>
    /// <exception cref="KafkaStreamException">It is there, or the brokers do not say.</exception>
    internal async Task CheckIsNewAsync(StagedBatch batch, CancellationToken cancellation)
    {
        if (!_checked.TryAdd(batch.FirstTopic, 0))
        {
            return;
        }

        try
        {
            using IAdminClient admin = KafkaClients.OpenAdmin(config, logger);
            long marked = await MarkedAsync(admin, batch.TransactionalId, batch.FirstTopic, isSettled: false).WaitAsync(cancellation).ConfigureAwait(false);
            if (marked >= batch.Time)
            {
                // Only what is committed is sent, so a run that this checkpoint knows nothing of has sent it.
                throw new KafkaStreamException(FormattableString.Invariant(
                    $"'{batch.TransactionalId}' has sent batches to {batch.FirstTopic} up to {marked} ms, and batch {batch.Time} ms is not committed yet: another run did that, which this checkpoint does not go on from. Give the job another name, or the output another transactional id."));
            }
        }
        catch (Exception error)
        {
            _checked.TryRemove(batch.FirstTopic, out _);
            if (error is KafkaException)
            {
                throw new KafkaStreamException($"Cannot find out what '{batch.TransactionalId}' has sent to {batch.FirstTopic}: {error.Message}", error);
            }

            throw;
        }
    }

    /// <summary>Sends a batch unless it is there.</summary>
    /// <exception cref="KafkaStreamException">It is not known to be there; to be tried again.</exception>
    internal async Task PublishAsync(StagedBatch batch, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // The client's calls block.
            if (_id != batch.TransactionalId)
            {
                await Task.Run(() => Begin(batch.TransactionalId), cancellation).ConfigureAwait(false);
            }

            string topic = batch.FirstTopic;
            if (!_marked.TryGetValue(topic, out long marked))
            {
                using IAdminClient admin = new DependentAdminClientBuilder(_producer!.Handle).Build();
                marked = _marked[topic] = await MarkedAsync(admin, _id!, topic, isSettled: true).ConfigureAwait(false);
            }

            // The producer before this one may have sent several batches that are not noted yet.
            if (marked < batch.Time)
            {
                await Task.Run(() => Send(batch, topic, cancellation), cancellation).ConfigureAwait(false);
                _marked[topic] = batch.Time;
            }
            else
            {
                IsThere(logger, batch.TransactionalId, batch.Time, topic, marked);
            }
        }
        catch (Exception error)
        {
            // Whatever has become of the transaction, the next producer finds out.
            Close();
            if (error is KafkaException or KafkaStreamException or InvalidOperationException)
            {
                throw Failed(batch, error);
            }

            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        Close();
        _turn.Dispose();
    }

    private void Begin(string id)
    {
        Close();
        Volatile.Write(ref _problem, null);
        _group = KafkaClients.GroupOf(id);
        _producer = KafkaClients.Open(KafkaClients.WithTransactions(config, id), logger, error => KafkaErrors.Note(ref _problem, error));
        _producer.InitTransactions(_timeout);
        _id = id;
    }

    private void Close()
    {
        _producer?.Dispose();
        _producer = null;
        _id = null;
        _marked.Clear();
    }

    /// <summary>The last batch that is there of those whose first message is for a topic, in Unix milliseconds; negative for none.</summary>
    /// <param name="admin">Asks.</param>
    /// <param name="id">Whose batches.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="isSettled">Whether a transaction under way is to be waited for, which there is none of after the producer has been opened.</param>
    private async Task<long> MarkedAsync(IAdminClient admin, string id, string topic, bool isSettled)
    {
        List<ListConsumerGroupOffsetsResult> found = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(id, [MarkerOf(topic)])],
            new ListConsumerGroupOffsetsOptions { RequireStableOffsets = isSettled, RequestTimeout = _timeout }).ConfigureAwait(false);
        TopicPartitionOffsetError marker = found.Single().Partitions.Single();
        return marker.Error.IsError ? throw new KafkaException(marker.Error) : marker.Offset.Value;
    }

    private void Send(StagedBatch batch, string topic, CancellationToken cancellation)
    {
        IProducer<byte[]?, byte[]?> producer = _producer!;
        DeliveryReport<byte[]?, byte[]?>? refused = null;
        producer.BeginTransaction();
        foreach (KafkaMessage message in batch.Messages)
        {
            cancellation.ThrowIfCancellationRequested();
            while (!OutgoingMessage.TrySend(producer, message, OnDelivered))
            {
                cancellation.ThrowIfCancellationRequested();

                // The client frees its queue as brokers acknowledge, or as records reach its own time limit.
                producer.Poll(FullQueuePause);
            }
        }

        try
        {
            producer.SendOffsetsToTransaction([new TopicPartitionOffset(MarkerOf(topic), new Offset(batch.Time))], _group!, _timeout);
            producer.CommitTransaction(_timeout);
        }
        catch (KafkaException error) when (Volatile.Read(ref refused) is not null)
        {
            DeliveryReport<byte[]?, byte[]?> report = refused!;
            throw new KafkaStreamException($"A record could not be sent to {report.TopicPartition}: {report.Error.Reason}", error);
        }

        void OnDelivered(DeliveryReport<byte[]?, byte[]?> report)
        {
            if (report.Error.IsError)
            {
                Interlocked.CompareExchange(ref refused, report, null);
            }
        }
    }

    private static TopicPartition MarkerOf(string topic) => new(topic, new Partition(0));

    private KafkaStreamException Failed(StagedBatch batch, Exception error)
    {
        string said = Volatile.Read(ref _problem) is { } problem ? $"; the client says: {problem.Reason}" : "";
        return new KafkaStreamException(
            FormattableString.Invariant($"Batch {batch.Time} ms is committed and could not be sent to {batch.FirstTopic} by '{batch.TransactionalId}'; it is staged in the checkpoint: {error.Message}{said}"), error);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "'{Id}' does not send batch {BatchTime} ms to {Topic} again: batches up to {Marked} ms are there.")]
    private static partial void IsThere(ILogger logger, string id, long batchTime, string topic, long marked);
}
