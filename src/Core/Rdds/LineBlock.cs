using OrleansStream.Encoding;

namespace OrleansStream.Rdds;

/// <summary>Where a run of whole lines lies: bytes ended by '\n', the last of which may lack it.</summary>
internal readonly record struct LineBlock(Utf8Block Block, int Start, int Length)
{
    internal ReadOnlyMemory<byte> Bytes => Block.Bytes.AsMemory(Start, Length);
}
