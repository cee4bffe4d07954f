using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Kafka;

/// <summary>A member of a consumer group, which deals out the partitions of topics among its members. What it takes is stored before the group is told.</summary>
/// <param name="config">The client's settings.</param>
/// <param name="topics">The topics.</param>
/// <param name="logger">The job's log.</param>
internal sealed class KafkaReceiver(ConsumerConfig config, IReadOnlyList<string> topics, ILogger logger) : Receiver<KafkaRecord<byte[]?, byte[]?>>
{
    // A block is a task of its batch, and is stored and acknowledged as one.
    private const int MostRecords = 10_000;
    private const long MostBytes = 4 << 20;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private Error? _problem;

    protected override void OnStart() => Run(ReceiveAsync);

    private async Task ReceiveAsync(CancellationToken stopping)
    {
        Volatile.Write(ref _problem, null);
        using IConsumer<byte[], byte[]> consumer = KafkaClients.Open(config, logger, error => KafkaErrors.Note(ref _problem, error));
        consumer.Subscribe(topics);
        try
        {
            while (true)
            {
                // The client's call blocks.
                List<ConsumeResult<byte[], byte[]>> taken = await Task.Run(() => Take(consumer, stopping), stopping).ConfigureAwait(false);
                await WaitToStoreAsync(taken.Count, stopping).ConfigureAwait(false);
                OffsetRange[] ranges = [.. RangesOf(taken)];
                await StoreAsync(taken.Select(KafkaInputDStream.RecordOf), string.Join(", ", ranges), stopping).ConfigureAwait(false);
                Commit(consumer, ranges);
            }
        }
        finally
        {
            // Leaves the group, so that others need not wait for a sign of life.
            consumer.Close();
        }
    }

    /// <summary>Waits for a record, and takes what is there already after it.</summary>
    private List<ConsumeResult<byte[], byte[]>> Take(IConsumer<byte[], byte[]> consumer, CancellationToken stopping)
    {
        var taken = new List<ConsumeResult<byte[], byte[]>>();
        long bytes = 0;
        while (taken.Count < MostRecords && bytes < MostBytes)
        {
            stopping.ThrowIfCancellationRequested();
            if (consumer.Consume(taken.Count == 0 ? Poll : TimeSpan.Zero) is { } record)
            {
                taken.Add(record);
                bytes += (record.Message.Key?.Length ?? 0) + (record.Message.Value?.Length ?? 0);
            }
            else if (taken.Count > 0)
            {
                break;
            }
            else if (Volatile.Read(ref _problem) is { } problem && KafkaErrors.IsRefusal(problem))
            {
                throw new KafkaStreamException($"The brokers at {config.BootstrapServers} do not let the receiver in: {problem.Reason}");
            }
        }

        return taken;
    }

    private static IEnumerable<OffsetRange> RangesOf(List<ConsumeResult<byte[], byte[]>> taken) => taken
        .GroupBy(record => record.TopicPartition)
        .Select(records => new OffsetRange(records.Key.Topic, records.Key.Partition.Value, records.First().Offset.Value, records.Last().Offset.Value + 1));

    private void Commit(IConsumer<byte[], byte[]> consumer, OffsetRange[] ranges)
    {
        try
        {
            consumer.Commit(ranges.Select(range => new TopicPartitionOffset(range.Topic, range.Partition, range.Until)));
        }
        catch (KafkaException error)
        {
            // The group has dealt its partitions out anew, or the brokers are away: these records come once more, to whoever has them then.
            ReportError("Records are stored, and the consumer group could not be told; they may come again.", error);
        }
    }
}
