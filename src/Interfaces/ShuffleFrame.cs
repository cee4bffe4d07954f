using System.Buffers;

namespace OrleansStream;

/// <summary>A piece of a shuffle block on the wire, at most 128 KiB.</summary>
/// <param name="Total">The block's length in bytes; 0 for one without records.</param>
/// <param name="Bytes">The piece.</param>
[Alias("orleans-stream.shuffle-frame")]
[Immutable]
public readonly record struct ShuffleFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whom the bytes belong to if they came from another silo: disposed of when they have been used, they serve again.</summary>
    internal IMemoryOwner<byte>? Owner { get; init; }
}
