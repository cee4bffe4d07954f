using System.Buffers.Binary;

namespace OrleansStream.Formats;

/// <summary>What a file of a sequence says of itself.</summary>
/// <param name="KeyClass">The Java class of keys.</param>
/// <param name="ValueClass">The Java class of values.</param>
/// <param name="Codec">How each value is compressed, if it is.</param>
/// <param name="Marker">The sync marker.</param>
/// <param name="Length">How many bytes all this has.</param>
internal sealed record SequenceFileHeader(string KeyClass, string ValueClass, CompressionCodec? Codec, byte[] Marker, long Length)
{
    // Class names and metadata are short; what says more is damaged.
    private const int LongestText = 1 << 20;

    /// <exception cref="InvalidDataException">The file is none, or of a kind that is not known.</exception>
    internal static SequenceFileHeader Read(Stream stream)
    {
        var counted = new Fields(stream);
        ReadOnlySpan<byte> magic = counted.Next(SequenceFileLayout.Magic.Length + 1);
        if (!magic.StartsWith(SequenceFileLayout.Magic))
        {
            throw new InvalidDataException("it does not begin as a file of a sequence");
        }

        if (magic[^1] != SequenceFileLayout.Version)
        {
            throw new InvalidDataException($"it is a file of a sequence of version {magic[^1]}; version {SequenceFileLayout.Version} is known");
        }

        string key = counted.NextText();
        string value = counted.NextText();
        bool isCompressed = counted.Next(1)[0] != 0;
        if (counted.Next(1)[0] != 0)
        {
            throw new InvalidDataException("its records are compressed in blocks; known are files without compression and with that of each value");
        }

        CompressionCodec? codec = isCompressed ? ValueCompression.Named(counted.NextText()) : null;
        for (int pairs = BinaryPrimitives.ReadInt32BigEndian(counted.Next(sizeof(int))); pairs > 0; pairs--)
        {
            _ = counted.NextText();
            _ = counted.NextText();
        }

        byte[] marker = counted.Next(SequenceFileLayout.MarkerLength).ToArray();
        return new SequenceFileHeader(key, value, codec, marker, counted.Length);
    }

    /// <summary>Takes one field after the other and counts their bytes.</summary>
    private sealed class Fields(Stream stream)
    {
        private byte[] _field = new byte[64];

        internal long Length { get; private set; }

        /// <summary>So many bytes, valid until the next ones.</summary>
        internal ReadOnlySpan<byte> Next(int length)
        {
            if (length > _field.Length)
            {
                _field = new byte[length];
            }

            Span<byte> field = _field.AsSpan(0, length);
            if (stream.ReadAtLeast(field, length, throwOnEndOfStream: false) < length)
            {
                throw new InvalidDataException("it ends within its header");
            }

            Length += length;
            return field;
        }

        internal string NextText()
        {
            byte[] prefix = Next(1).ToArray();
            int more = VariableLength.LengthOf(prefix[0]) - 1;
            prefix = [.. prefix, .. Next(more)];
            long length = VariableLength.Read(prefix, out _);
            if (length is < 0 or > LongestText)
            {
                throw new InvalidDataException(FormattableString.Invariant($"its header has a text of {length} bytes"));
            }

            return TextWritable.ReadFirst([.. prefix, .. Next((int)length)], out _);
        }
    }
}
