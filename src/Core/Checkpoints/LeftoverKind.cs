namespace OrleansStream.Checkpoints;

/// <summary>What is left over. Numbers are stored: never used again for something else.</summary>
internal enum LeftoverKind
{
    /// <summary>An object that an earlier head named, or that was merged before any did.</summary>
    Object = 1,

    /// <summary>The objects of a commit that a life of the job may have begun and cannot have come to the end of.</summary>
    Commit = 2,

    /// <summary>The write-ahead log of a receiver that no longer uses it.</summary>
    Log = 3,
}
