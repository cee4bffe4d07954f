using System.Buffers.Binary;
using OrleansStream.Checkpoints;

namespace OrleansStream.Silo;

/// <summary>A record in a file: its ETag (8 bytes, little-endian), the length of its key (4) and the key, and what it holds, framed and checked.</summary>
/// <param name="ETag">Differs at each write.</param>
/// <param name="Content">What it holds.</param>
internal readonly record struct RecordFile(long ETag, ReadOnlyMemory<byte> Content)
{
    private const ushort Version = 1;
    private const int HeaderLength = sizeof(long) + sizeof(int);

    /// <summary>The bytes of a file.</summary>
    internal static byte[] Encode(string key, long tag, ReadOnlySpan<byte> content)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(key);
        byte[] framed = new byte[CheckpointFrame.Length + HeaderLength + name.Length + content.Length];
        Span<byte> body = framed.AsSpan(CheckpointFrame.Length);
        BinaryPrimitives.WriteInt64LittleEndian(body, tag);
        BinaryPrimitives.WriteInt32LittleEndian(body[sizeof(long)..], name.Length);
        name.CopyTo(body[HeaderLength..]);
        content.CopyTo(body[(HeaderLength + name.Length)..]);
        CheckpointFrame.Fill(framed, CheckpointKind.GrainRecord, Version);
        return framed;
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="CheckpointDamagedException">They are not as they were written.</exception>
    /// <exception cref="CheckpointVersionException">A newer version has written them.</exception>
    internal static RecordFile Decode(byte[] framed, string path)
    {
        (ReadOnlyMemory<byte> body, _) = CheckpointFrame.Unwrap(
            framed, CheckpointKind.GrainRecord, Version, $"'{path}'", "Restore the data directory from a copy that was taken as a whole.");
        int key = BinaryPrimitives.ReadInt32LittleEndian(body.Span[sizeof(long)..]);
        return new RecordFile(BinaryPrimitives.ReadInt64LittleEndian(body.Span), body[(HeaderLength + key)..]);
    }
}
