using System.Buffers.Binary;
using OrleansStream.Formats;

namespace OrleansStream;

/// <summary>Files of byte records, each behind its length: four bytes, the highest first.</summary>
/// <remarks>A file is read by one task; it may be compressed. A file that ends within a record, or has a length that cannot be, fails the task with its place.</remarks>
public sealed class LengthPrefixedFormat : FileFormat<byte[]>
{
    /// <inheritdoc/>
    public override bool ReadsCompressedFiles => true;

    /// <summary>How many bytes a record has at most; a longer one is an error, as damage would show so.</summary>
    /// <value>The default is 16 MiB. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxRecordBytes { get; init => field = FormatLimits.Positive(value); } = FormatLimits.DefaultMaxBytes;

    /// <inheritdoc/>
    public override IEnumerable<byte[]> Read(Stream stream, FileSplit split)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(split);
        return Records(stream, split);
    }

    private IEnumerable<byte[]> Records(Stream stream, FileSplit split)
    {
        long offset = 0;
        while (Next(stream, split, offset) is { } record)
        {
            offset += sizeof(int) + record.Length;
            yield return record;
        }
    }

    private byte[]? Next(Stream stream, FileSplit split, long offset)
    {
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        bool isCut = read < prefix.Length;
        if (!isCut && (length < 0 || length > MaxRecordBytes))
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"'{split.Path}' says at byte {offset} that a record has {length} bytes; it must have from 0 to {MaxRecordBytes}."));
        }

        byte[] record = isCut ? [] : GC.AllocateUninitializedArray<byte>(length);
        isCut |= stream.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length;
        return isCut
            ? throw new InvalidDataException(FormattableString.Invariant($"'{split.Path}' ends within the record at byte {offset}."))
            : record;
    }
}
