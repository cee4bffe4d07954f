namespace OrleansStream.Kafka;

/// <summary>The offset that a job must read next is not in its partition: retention has removed it, or the topic was made anew.</summary>
public sealed class OffsetOutOfRangeException : KafkaStreamException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public OffsetOutOfRangeException()
        : this("An offset is out of range.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public OffsetOutOfRangeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What the client said.</param>
    public OffsetOutOfRangeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static OffsetOutOfRangeException At(string topic, int partition, long offset, string found) => new(FormattableString.Invariant(
        $"Offset {offset} of {topic}[{partition}] is out of range: {found}. Keep records for longer, or set {nameof(KafkaSourceOptions.OnOffsetOutOfRange)} to go on without what is lost."));
}
