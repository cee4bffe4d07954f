using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Single values on their way between processes.</summary>
internal static class WireValue
{
    /// <summary>A value's bytes.</summary>
    internal static byte[] Write<T>(Codec<T> codec, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        codec.Write(ref writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a value that a process with the same version of its type wrote.</summary>
    internal static T Read<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return codec.Read(ref reader);
    }

    /// <summary>A value as a block of its own, which with its shape can be read without its type.</summary>
    internal static byte[] WriteBlock<T>(Codec<T> codec, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        codec.WriteBlock([value], buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads the block of a value of another version of its type: members are matched by name.</summary>
    /// <exception cref="ShapeMismatchException">It cannot be read as this type.</exception>
    internal static T ReadBlock<T>(Codec<T> codec, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> shape)
    {
        var values = new T[1];
        codec.ForWriter(TypeShape.Decode(shape)).ReadBlock(bytes, values);
        return values[0];
    }
}
