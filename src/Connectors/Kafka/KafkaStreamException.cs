namespace OrleansStream.Kafka;

/// <summary>A topic cannot be read or written: the message says which and why.</summary>
public class KafkaStreamException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public KafkaStreamException()
        : this("Kafka cannot be read or written.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public KafkaStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What the client said.</param>
    public KafkaStreamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
