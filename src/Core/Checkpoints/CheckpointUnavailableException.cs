namespace OrleansStream;

/// <summary>A job's head, or what it is to name, could not be written, because the store of its checkpoint failed. What is not committed runs again when the job is started again.</summary>
public sealed class CheckpointUnavailableException : CheckpointException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public CheckpointUnavailableException()
        : base("The checkpoint cannot be written.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CheckpointUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
