namespace OrleansStream;

/// <summary>A piece of a shuffle block on the wire, at most 128 KiB.</summary>
/// <param name="Total">The block's length in bytes; 0 for one without records.</param>
/// <param name="Bytes">The piece.</param>
[GenerateSerializer]
[Alias("orleans-stream.shuffle-frame")]
[Immutable]
public readonly record struct ShuffleFrame([property: Id(0)] int Total, [property: Id(1)] ReadOnlyMemory<byte> Bytes);
