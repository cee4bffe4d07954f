using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>A <see cref="KeptDataset"/> as it waits in this process for batches that look back on it.</summary>
/// <param name="Shape">The encoded shape of the records.</param>
/// <param name="Partitions">The encoded records of each partition, or null if the stream gave no dataset.</param>
internal sealed record RestoredDataset(ReadOnlyMemory<byte> Shape, IReadOnlyList<StoredBytes>? Partitions);
