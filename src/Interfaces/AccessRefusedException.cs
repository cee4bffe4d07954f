namespace OrleansStream;

/// <summary>A call came to a cluster without its secret.</summary>
[GenerateSerializer]
[Alias("orleans-stream.access-refused")]
public sealed class AccessRefusedException : Exception
{
    /// <summary>Makes an exception.</summary>
    public AccessRefusedException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    public AccessRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What it comes from.</param>
    public AccessRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
