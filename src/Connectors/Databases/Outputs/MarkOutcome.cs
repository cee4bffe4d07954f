namespace OrleansStream.Databases;

/// <summary>What came of marking a partition.</summary>
internal enum MarkOutcome
{
    /// <summary>It is marked if the transaction commits, which has to write the partition.</summary>
    Marked,

    /// <summary>It was written before.</summary>
    Written,

    /// <summary>The database holds an earlier batch for the one that is being written.</summary>
    NotBegun,
}
