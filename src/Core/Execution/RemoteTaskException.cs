namespace OrleansStream;

/// <summary>Stands for an exception that user code threw in another process; its message is the original in full, stack trace included.</summary>
public sealed class RemoteTaskException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public RemoteTaskException()
        : this("A task failed in another process.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The original exception as text.</param>
    public RemoteTaskException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a cause.</summary>
    /// <param name="message">The original exception as text.</param>
    /// <param name="innerException">The cause.</param>
    public RemoteTaskException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
