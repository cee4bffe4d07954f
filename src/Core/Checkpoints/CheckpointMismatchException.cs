namespace OrleansStream;

/// <summary>A checkpoint is sound but does not fit the job that is to continue it.</summary>
public sealed class CheckpointMismatchException : CheckpointException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public CheckpointMismatchException()
        : base("The checkpoint does not fit the job.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CheckpointMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
