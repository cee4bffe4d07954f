namespace OrleansStream;

/// <summary>A job package cannot be made, is not what it says it is, or lacks something. The message names all that is wrong.</summary>
public sealed class JobPackageException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public JobPackageException()
        : this("A job package breaks a rule.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What is wrong.</param>
    public JobPackageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">What was found.</param>
    public JobPackageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
