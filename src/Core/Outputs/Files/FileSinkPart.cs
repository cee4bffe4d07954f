using System.Buffers.Binary;

namespace OrleansStream.Outputs;

/// <summary>What a writer tells the coordinator of its file.</summary>
/// <param name="TaskAttempt">Which run of the task wrote it.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct FileSinkPart(int TaskAttempt, long Length)
{
    private const int Size = sizeof(int) + sizeof(long);

    internal byte[] ToBytes()
    {
        byte[] bytes = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, TaskAttempt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(int)), Length);
        return bytes;
    }

    internal static FileSinkPart From(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(int)..]));
}
