namespace OrleansStream.Checkpoints;

/// <summary>A stream's dataset of a committed batch, for later batches that look back on it.</summary>
/// <param name="Stream">The stream's operator name.</param>
/// <param name="Shape">The encoded shape of the records.</param>
/// <param name="Partitions">The encoded records of each partition, or null if the stream gave no dataset.</param>
internal sealed record KeptDataset(string Stream, ReadOnlyMemory<byte> Shape, IReadOnlyList<ReadOnlyMemory<byte>>? Partitions);
