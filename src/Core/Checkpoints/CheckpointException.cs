namespace OrleansStream;

/// <summary>A checkpoint cannot be used; the message says why and what to do.</summary>
public class CheckpointException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public CheckpointException()
        : base("The checkpoint cannot be used.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CheckpointException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
