namespace OrleansStream;

/// <summary>A savepoint could not be written, or not be removed; the message says why.</summary>
[GenerateSerializer]
[Alias("orleans-stream.savepoint")]
public sealed class SavepointException : Exception
{
    /// <summary>Makes an exception.</summary>
    public SavepointException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    public SavepointException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What it comes from.</param>
    public SavepointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
