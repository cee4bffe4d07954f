using System.Buffers.Binary;

namespace OrleansStream.Sources;

/// <summary>What the seal of a lookup table says.</summary>
/// <param name="Time">The batch.</param>
/// <param name="Version">The version that it uses.</param>
internal sealed record LookupSeal(BatchTime Time, LookupVersion Version)
{
    private const int Size = (3 * sizeof(long)) + sizeof(int);

    internal static LookupSeal Decode(ReadOnlySpan<byte> content) => new(
        new BatchTime(BinaryPrimitives.ReadInt64LittleEndian(content)),
        new LookupVersion(
            BinaryPrimitives.ReadInt64LittleEndian(content[sizeof(long)..]),
            BinaryPrimitives.ReadInt32LittleEndian(content[(3 * sizeof(long))..]),
            new BatchTime(BinaryPrimitives.ReadInt64LittleEndian(content[(2 * sizeof(long))..]))));

    internal byte[] Encode()
    {
        byte[] content = new byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(content, Time.Milliseconds);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(sizeof(long)), Version.Number);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(2 * sizeof(long)), Version.Since.Milliseconds);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(3 * sizeof(long)), Version.Rows);
        return content;
    }
}
