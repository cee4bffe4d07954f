using System.Diagnostics.CodeAnalysis;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using OrleansStream.Outputs;

namespace OrleansStream.Kafka;

/// <summary>Stages a batch's messages with its commit, and then sends them in one transaction with a marker: exactly once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What it owns is freed when its context lets go of it.")]
internal sealed class TransactionalSink<T>(ProducerConfig config, Func<T, KafkaMessage> message, ILogger logger) : Sink<T>
{
    // As the client itself has it.
    private const int DefaultMessageMaxBytes = 1_000_000;

    private readonly TopicCheck _topics = new(config, logger);
    private readonly TransactionalPublisher _publisher = new(config, logger);

    public override SinkWriter<T> Open(SinkPartition partition) => new StagingWriter<T>(message, config.MessageMaxBytes ?? DefaultMessageMaxBytes);

    public override async ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken)
    {
        if (parts.All(part => part.IsEmpty))
        {
            return null;
        }

        foreach (ReadOnlyMemory<byte> part in parts.Where(part => !part.IsEmpty))
        {
            using BinaryReader reader = StagedBatch.ReaderOf(part);
            await _topics.CheckAsync(StagedPart.TopicsOf(reader), cancellationToken).ConfigureAwait(false);
        }

        string id = config.TransactionalId ?? $"orleansstream-{batch.Job}-{batch.Output}";
        ReadOnlyMemory<byte> staged = StagedBatch.Join(batch.Time, id, parts);
        await _publisher.CheckIsNewAsync(StagedBatch.From(staged), cancellationToken).ConfigureAwait(false);
        return staged;
    }

    public override async ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken) =>
        await _publisher.PublishAsync(StagedBatch.From(token), cancellationToken).ConfigureAwait(false);

    public override async ValueTask LetGoAsync()
    {
        _topics.Dispose();
        await _publisher.DisposeAsync().ConfigureAwait(false);
    }
}
