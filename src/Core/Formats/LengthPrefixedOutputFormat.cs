using System.Buffers.Binary;

namespace OrleansStream;

/// <summary>Files of byte records, each behind its length: four bytes, the highest first. <see cref="LengthPrefixedFormat"/> reads them.</summary>
public sealed class LengthPrefixedOutputFormat : FileOutputFormat<byte[]>
{
    /// <summary>What the names of files end with.</summary>
    /// <value><c>.bin</c>.</value>
    public override string Extension => ".bin";

    /// <inheritdoc/>
    public override bool IsConcatenable => true;

    /// <inheritdoc/>
    public override FileRecordWriter<byte[]> Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Writer(stream);
    }

    private sealed class Writer(Stream stream) : FileRecordWriter<byte[]>
    {
        public override void Write(byte[] record)
        {
            ArgumentNullException.ThrowIfNull(record);
            Span<byte> prefix = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32BigEndian(prefix, record.Length);
            stream.Write(prefix);
            stream.Write(record);
        }
    }
}
