using Confluent.Kafka;
using OrleansStream.Outputs;

namespace OrleansStream.Kafka;

/// <summary>Sends the records of one attempt at one partition; it is written when the brokers have acknowledged all of them.</summary>
internal sealed class KafkaSinkWriter<T> : SinkWriter<T>
{
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(100);

    private readonly SharedProducer _shared;
    private readonly Func<T, KafkaMessage> _message;
    private readonly CancellationToken _abandoned;
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeliveryReport<byte[]?, byte[]?>? _refused;

    // One more than the records on their way, until all have been sent.
    private long _open = 1;

    internal KafkaSinkWriter(SharedProducer shared, Func<T, KafkaMessage> message, CancellationToken abandoned)
    {
        _abandoned = abandoned;
        _shared = shared;
        _message = message;
        _producer = shared.Take();
    }

    public override void Write(T record)
    {
        KafkaMessage message = _message(record);
        Interlocked.Increment(ref _open);
        while (!OutgoingMessage.TrySend(_producer, message, OnDelivered))
        {
            // The client frees its queue as brokers acknowledge, or as records reach its own time limit.
            _abandoned.ThrowIfCancellationRequested();
            _producer.Poll(FullQueuePause);
        }
    }

    public override ReadOnlyMemory<byte> Complete()
    {
        Settle();
        return default;
    }

    public override async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        await _delivered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _refused) is { } report)
        {
            throw new KafkaStreamException($"A record could not be sent to {report.TopicPartition}: {report.Error.Reason}", new KafkaException(report.Error));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _shared.Return();
        base.Dispose(disposing);
    }

    private void OnDelivered(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            Interlocked.CompareExchange(ref _refused, report, null);
        }

        Settle();
    }

    private void Settle()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _delivered.SetResult();
        }
    }
}
