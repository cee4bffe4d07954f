namespace OrleansStream;

/// <summary>A job was submitted that the cluster cannot run; the message says what is wrong.</summary>
[GenerateSerializer]
[Alias("orleans-stream.job-refused")]
public sealed class JobRefusedException : Exception
{
    /// <summary>Makes an exception.</summary>
    public JobRefusedException()
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    public JobRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What it comes from.</param>
    public JobRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
