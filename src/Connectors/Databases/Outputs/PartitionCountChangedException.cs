namespace OrleansStream.Databases;

/// <summary>A batch is half in its table, cut into another number of partitions than now, so that nobody can tell what is missing.</summary>
/// <remarks>It happens when a job is stopped while it writes and is started with another number of partitions. With the number that it had it goes on.</remarks>
public sealed class PartitionCountChangedException : DatabaseStreamException
{
    /// <summary>Creates the exception with its standard message.</summary>
    public PartitionCountChangedException()
        : this("A batch that is half written has another number of partitions now.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened.</param>
    public PartitionCountChangedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public PartitionCountChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
