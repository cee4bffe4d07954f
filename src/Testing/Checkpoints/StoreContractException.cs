namespace OrleansStream.Testing;

/// <summary>A checkpoint store does not do what <see cref="CheckpointStoreConformance"/> asks of it.</summary>
public sealed class StoreContractException : Exception
{
    /// <summary>Creates the exception with its standard message.</summary>
    public StoreContractException()
        : base("The store breaks its contract.")
    {
    }

    /// <summary>Creates the exception with a message of its own.</summary>
    /// <param name="message">What the store did, and what it should have done.</param>
    public StoreContractException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What the store did, and what it should have done.</param>
    /// <param name="innerException">The cause.</param>
    public StoreContractException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
