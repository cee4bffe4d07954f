namespace OrleansStream;

/// <summary>A part of a checkpoint is missing, cut off or changed.</summary>
public sealed class CheckpointDamagedException : CheckpointException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public CheckpointDamagedException()
        : base("The checkpoint is damaged.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    public CheckpointDamagedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointDamagedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
