namespace OrleansStream;

/// <summary>A coordinator lost its job to a later one and must stop.</summary>
public sealed class JobFencedException : InvalidOperationException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public JobFencedException()
        : base("Another coordinator has taken this job over.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What happened.</param>
    public JobFencedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public JobFencedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
