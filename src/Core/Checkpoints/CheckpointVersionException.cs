namespace OrleansStream;

/// <summary>A part of a checkpoint was written by a newer version of this program.</summary>
public sealed class CheckpointVersionException : CheckpointException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public CheckpointVersionException()
        : base("The checkpoint is from a newer version.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CheckpointVersionException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointVersionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
