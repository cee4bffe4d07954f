namespace OrleansStream.Checkpoints;

/// <summary>The datasets of a committed batch that the checkpoint keeps, because what they are made of cannot be read again.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Datasets">One for each such stream.</param>
internal sealed record KeptBatch(BatchTime Time, IReadOnlyList<KeptDataset> Datasets);
