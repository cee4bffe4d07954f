namespace OrleansStream.Checkpoints;

/// <summary>The value of an accumulator as of the head's last committed batch.</summary>
/// <param name="Name">The accumulator's name.</param>
/// <param name="Value">The encoded value, or nothing if it lies in an object.</param>
/// <param name="Object">The object that holds a value which is too large for the head.</param>
internal sealed record StoredAccumulator(string Name, ReadOnlyMemory<byte> Value, string? Object);
