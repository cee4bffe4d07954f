namespace OrleansStream.Execution;

/// <summary>What every process that runs a job has one of.</summary>
internal enum SharedPart : byte
{
    /// <summary>The home of the batch's datasets.</summary>
    Batch,

    /// <summary>The home of datasets outside batches.</summary>
    OutsideBatches,

    /// <summary>The job's runtime.</summary>
    Runtime,

    /// <summary>The job's encoding.</summary>
    Encoding,

    /// <summary>Where time comes from.</summary>
    Time,

    /// <summary>Where data is kept.</summary>
    Blocks,
}
