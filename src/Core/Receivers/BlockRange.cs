using System.Buffers.Binary;

namespace OrleansStream.Receivers;

/// <summary>The blocks that a batch holds of a receiver: a run of numbers within one incarnation.</summary>
/// <param name="Incarnation">One life of the receiver, or of its log, which lives longer; numbers count from 0 in each.</param>
/// <param name="First">The first block's number.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Group">The group of the log that has the first block, or one before it that is there; <see cref="NotLogged"/> if none has.</param>
/// <param name="EndGroup">The same for the block after the last.</param>
internal readonly record struct BlockRange(
    long Incarnation, long First, int Count, long Group = BlockRange.NotLogged, long EndGroup = BlockRange.NotLogged)
{
    internal const long NotLogged = -1;

    private const int Size = 36;

    /// <summary>The number after the last block's.</summary>
    internal long End => First + Count;

    internal bool IsLogged => Group != NotLogged;

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
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), Group);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), EndGroup);
        return bytes;
    }

    /// <summary>A range, or null if these are not the bytes of one.</summary>
    internal static BlockRange? TryDecode(ReadOnlySpan<byte> bytes) => bytes.Length == Size ? Decode(bytes) : null;

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
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]));
    }
}
