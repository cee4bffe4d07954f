using System.Buffers.Binary;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>What stands before everything in a checkpoint, whatever the store: what it is, its version, its length and a checksum.</summary>
/// <remarks>
/// It lies above the store contract, so that every store is guarded alike, and against its own faults too. All numbers are little-endian:
/// <c>OSCP</c>, the version (2 bytes), the kind (2), the length of the body (8), the CRC-32C of those 16 bytes and the body (4), the body.
/// The frame itself has no version: one of another form would begin with other letters.
/// </remarks>
internal static class CheckpointFrame
{
    /// <summary>How many bytes stand before the body.</summary>
    internal const int Length = 20;

    private const int ChecksumAt = 16;

    private static ReadOnlySpan<byte> Magic => "OSCP"u8;

    /// <summary>A framed copy of a body.</summary>
    internal static byte[] Wrap(CheckpointKind kind, ushort version, ReadOnlySpan<byte> body)
    {
        byte[] framed = new byte[Length + body.Length];
        body.CopyTo(framed.AsSpan(Length));
        Fill(framed, kind, version);
        return framed;
    }

    /// <summary>Frames a body in place.</summary>
    /// <param name="framed">The body, after <see cref="Length"/> bytes of room.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="version">The version of its form.</param>
    internal static void Fill(Span<byte> framed, CheckpointKind kind, ushort version)
    {
        Magic.CopyTo(framed);
        BinaryPrimitives.WriteUInt16LittleEndian(framed[4..], version);
        BinaryPrimitives.WriteUInt16LittleEndian(framed[6..], (ushort)kind);
        BinaryPrimitives.WriteInt64LittleEndian(framed[8..], framed.Length - Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed[ChecksumAt..], Crc32C.Of(framed[..ChecksumAt], framed[Length..]));
    }

    /// <summary>What framed bytes say that they are, unchecked; null if they are no frame.</summary>
    internal static CheckpointKind? KindOf(ReadOnlySpan<byte> framed) =>
        framed.Length >= Length && framed.StartsWith(Magic) ? (CheckpointKind)BinaryPrimitives.ReadUInt16LittleEndian(framed[6..]) : null;

    /// <summary>The body, after everything about it has been checked.</summary>
    /// <param name="framed">What was stored.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="version">The newest version that is understood.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="remedy">What to do if it is damaged.</param>
    /// <returns>The body and its version.</returns>
    /// <exception cref="CheckpointDamagedException">It is not as it was written.</exception>
    /// <exception cref="CheckpointVersionException">It is sound, and of a newer version.</exception>
    internal static (ReadOnlyMemory<byte> Body, ushort Version) Unwrap(
        ReadOnlyMemory<byte> framed, CheckpointKind kind, ushort version, string name, string remedy)
    {
        ReadOnlySpan<byte> bytes = framed.Span;
        if (bytes.Length < Length)
        {
            throw Damaged($"has {bytes.Length} bytes, fewer than any part of a checkpoint");
        }

        if (!bytes.StartsWith(Magic))
        {
            throw Damaged($"does not begin as a part of a checkpoint");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        if (length != bytes.Length - Length)
        {
            throw Damaged($"has a body of {bytes.Length - Length} bytes where {length} were written");
        }

        if (Crc32C.Of(bytes[..ChecksumAt], bytes[Length..]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]))
        {
            throw Damaged($"has another checksum than what was written");
        }

        var found = (CheckpointKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        if (found != kind)
        {
            throw Damaged($"is of kind {found} where {kind} was expected");
        }

        ushort written = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        if (written > version)
        {
            throw new CheckpointVersionException(FormattableString.Invariant(
                $"{name} is of version {written}; this program reads up to version {version}. Continue the job with the version of OrleansStream that wrote it, or a newer one."));
        }

        return (framed[Length..], written);

        CheckpointDamagedException Damaged(FormattableString what) =>
            new($"{name} is damaged: it {FormattableString.Invariant(what)}. {remedy}");
    }
}
