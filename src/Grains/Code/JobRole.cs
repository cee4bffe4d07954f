namespace OrleansStream.Grains;

/// <summary>What a job is defined for in this process.</summary>
internal enum JobRole
{
    /// <summary>To coordinate it, or to see whether that can be done.</summary>
    Coordinator,

    /// <summary>To run the tasks of partitions.</summary>
    Partitions,

    /// <summary>To run a receiver.</summary>
    Receiver,
}
