using OrleansStream.Outputs;

namespace OrleansStream.Kafka;

/// <summary>Stages the messages of one attempt at one partition.</summary>
/// <param name="message">Makes a record's message.</param>
/// <param name="largest">How many bytes a message may have.</param>
internal sealed class StagingWriter<T>(Func<T, KafkaMessage> message, int largest) : SinkWriter<T>
{
    private readonly StagedPart _part = new();

    public override void Write(T record)
    {
        KafkaMessage made = message(record);
        int length = (made.Key?.Length ?? 0) + (made.Value?.Length ?? 0);
        if (length > largest)
        {
            // Found out after the commit it would end the job.
            throw new KafkaStreamException(FormattableString.Invariant($"A record for {made.Topic} has {length} bytes; ProducerConfig.MessageMaxBytes is {largest}."));
        }

        _part.Add(made);
    }

    public override ReadOnlyMemory<byte> Complete() => _part.ToBytes();
}
