using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>A value with its shape before it, so that a later version of its type can read it.</summary>
internal static class Described
{
    /// <summary>Writes a value after its shape.</summary>
    internal static void Write<T>(T value, Codec<T> codec, IBufferWriter<byte> output)
    {
        var writer = new RecordWriter(output);
        writer.WriteBytes(codec.Shape.Bytes.Span);
        codec.Write(ref writer, value);
        writer.Flush();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, also with an earlier shape of the type.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    /// <exception cref="ShapeMismatchException">The shapes cannot be reconciled.</exception>
    internal static T Read<T>(ReadOnlySpan<byte> bytes, Codec<T> codec)
    {
        var reader = new RecordReader(bytes);
        Codec<T> written = codec.ForWriter(TypeShape.Decode(reader.ReadBytes()));
        T value = written.Read(ref reader);
        if (reader.Remaining != 0)
        {
            reader.Fail(FormattableString.Invariant($"{reader.Remaining} bytes are left after the value."));
        }

        return value;
    }
}
