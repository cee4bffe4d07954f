namespace OrleansStream.Receivers;

/// <summary>A received block as the write-ahead log has it.</summary>
/// <param name="Records">How many records, or 0 if nobody has counted them.</param>
/// <param name="Metadata">What the receiver said of it, or null.</param>
/// <param name="Bytes">Lines, or records in the form of <see cref="Encoding.Codec{T}.WriteBlock"/>.</param>
internal sealed record LoggedBlock(long Records, string? Metadata, ReadOnlyMemory<byte> Bytes);
