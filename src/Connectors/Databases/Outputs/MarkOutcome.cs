namespace OrleansStream.Databases;

/// <summary>Whether a partition is to be written.</summary>
internal enum MarkOutcome
{
    /// <summary>It is marked if the transaction commits, which has to write the partition.</summary>
    Marked,

    /// <summary>It was written before.</summary>
    Written,

    /// <summary>The database holds an earlier batch for the one that is being written, or this one with another number of partitions of which none is written.</summary>
    NotBegun,
}
