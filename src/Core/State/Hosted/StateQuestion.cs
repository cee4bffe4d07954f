using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A question to a partition host for the state of a key, or for how large a partition is.</summary>
/// <param name="Epoch">The life of the coordinator that passes it on.</param>
/// <param name="Operator">The operator's name.</param>
/// <param name="Partition">The partition of its state.</param>
/// <param name="Version">The committed version that is asked of.</param>
/// <param name="Key">The key, encoded as a block by whoever asks; nothing to measure the partition.</param>
/// <param name="KeyShape">The shape that it is encoded with.</param>
internal sealed record StateQuestion(
    long Epoch, string Operator, int Partition, BatchId Version, ReadOnlyMemory<byte>? Key, ReadOnlyMemory<byte> KeyShape);
