using OrleansStream.Outputs;

namespace OrleansStream.Kafka;

/// <summary>Stages the messages of one attempt at one partition.</summary>
/// <param name="message">Makes a record's message.</param>
/// <param name="largest">How many bytes a message may have.</param>
internal sealed class StagingWriter<T>(Func<T, KafkaMessage> message, int largest) : SinkWriter<T>
{
    // What the client counts besides, at most.
    private const int Overhead = 64;
    private const int HeaderOverhead = 16;

    private readonly StagedPart _part = new();

    public override void Write(T record)
    {
        KafkaMessage made = message(record);

        // Found out after the commit, what is checked here would end the job.
        long length = LengthOf(made);
        if (length > largest)
        {
            throw new KafkaStreamException(FormattableString.Invariant($"A record for {made.Topic} has {length} bytes with its headers and what the client adds; ProducerConfig.MessageMaxBytes is {largest}."));
        }

        if (made.Partition < 0)
        {
            throw new KafkaStreamException(FormattableString.Invariant($"A record is for partition {made.Partition} of {made.Topic}; it must not be negative, or null for any."));
        }

        _part.Add(made);
    }

    public override ReadOnlyMemory<byte> Complete() => _part.ToBytes();

    private static long LengthOf(KafkaMessage message) =>
        Overhead + (message.Key?.Length ?? 0L) + (message.Value?.Length ?? 0L)
        + (message.Headers ?? []).Sum(header => HeaderOverhead + System.Text.Encoding.UTF8.GetByteCount(header.Key) + (header.Value?.Length ?? 0L));
}
