using OrleansStream.Outputs;

namespace OrleansStream.Kafka;

/// <summary>Sends the records of each partition as they are computed: at least once.</summary>
internal sealed class KafkaSink<T>(SharedProducer producer, Func<T, KafkaMessage> message) : Sink<T>
{
    public override bool ActsBeforeCommit => true;

    public override SinkWriter<T> Open(SinkPartition partition) => new KafkaSinkWriter<T>(producer, message, partition.CancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);

    public override ValueTask LetGoAsync()
    {
        producer.Dispose();
        return ValueTask.CompletedTask;
    }
}
