namespace OrleansStream;

/// <summary>What is asked for does not go together with the job that has the name: it runs, or is being stopped or removed; the message says which.</summary>
[GenerateSerializer]
[Alias("orleans-stream.job-conflict")]
public sealed class JobConflictException : Exception
{
    /// <summary>Makes an exception.</summary>
    public JobConflictException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    public JobConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What it comes from.</param>
    public JobConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
