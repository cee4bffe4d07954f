namespace OrleansStream.Testing;

/// <summary>A failure that a test asked for.</summary>
public sealed class InjectedFaultException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public InjectedFaultException()
        : base("A test asked for this failure.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What failed.</param>
    public InjectedFaultException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What failed.</param>
    /// <param name="innerException">The cause.</param>
    public InjectedFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
