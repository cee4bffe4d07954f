namespace OrleansStream.Checkpoints;

/// <summary>What a part of a checkpoint is. Numbers are stored: never used again for something else.</summary>
internal enum CheckpointKind : ushort
{
    /// <summary>A head.</summary>
    Head = 1,

    /// <summary>The value of an accumulator.</summary>
    Accumulator = 2,

    /// <summary>Seals of committed batches that sources remember.</summary>
    Seals = 3,

    /// <summary>A part of the state of an operator.</summary>
    State = 4,

    /// <summary>The head of a savepoint.</summary>
    Savepoint = 5,

    /// <summary>Blocks that a receiver has stored, in its write-ahead log.</summary>
    ReceivedBlocks = 10,

    /// <summary>Datasets of committed batches that later ones look back on.</summary>
    Datasets = 11,

    /// <summary>What an output of a committed batch prepared.</summary>
    Output = 12,

    /// <summary>A record of a silo's grain storage, in a file.</summary>
    GrainRecord = 20,
}
