namespace OrleansStream.Storage;

/// <summary>A service that stores objects cannot be reached, or refuses what it is asked for. The message names the object, and says why.</summary>
public sealed class ObjectStoreException : IOException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public ObjectStoreException()
        : base("The object store cannot be reached, or refuses.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">Which object, and what is wrong.</param>
    public ObjectStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">Which object, and what is wrong.</param>
    /// <param name="innerException">What the service's client has said.</param>
    public ObjectStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
