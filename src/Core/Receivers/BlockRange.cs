using System.Buffers.Binary;

namespace OrleansStream.Receivers;

/// <summary>The blocks that a batch holds of a receiver: a run of numbers within one life of the receiver.</summary>
/// <param name="Incarnation">Which life; numbers count from 0 in each.</param>
/// <param name="First">The first block's number.</param>
/// <param name="Count">How many blocks.</param>
internal readonly record struct BlockRange(long Incarnation, long First, int Count)
{
    private const int Size = 20;

    internal string Description => Count switch
    {
        0 => "no blocks",
        1 => FormattableString.Invariant($"block {First}"),
        _ => FormattableString.Invariant($"blocks {First} to {First + Count - 1}"),
    };

    internal ReadOnlyMemory<byte> Encode()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), First);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Count);
        return bytes;
    }

    /// <exception cref="InvalidDataException">These are not the bytes of a range.</exception>
    internal static BlockRange Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new InvalidDataException($"A seal of received blocks takes {Size} bytes, not {bytes.Length}.");
        }

        return new BlockRange(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
    }
}
