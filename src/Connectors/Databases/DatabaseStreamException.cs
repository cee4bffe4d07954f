namespace OrleansStream.Databases;

/// <summary>A table cannot be read or written: the message says which and why.</summary>
public class DatabaseStreamException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public DatabaseStreamException()
        : this("A database cannot be read or written.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public DatabaseStreamException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">What the driver said.</param>
    public DatabaseStreamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
