using System.Buffers;

namespace OrleansStream.Formats;

/// <summary>Reads a value of a fixed length.</summary>
internal delegate T FixedRead<T>(ReadOnlySpan<byte> bytes);

/// <summary>Writes a value of a fixed length.</summary>
internal delegate void FixedWrite<T>(Span<byte> bytes, T value);

/// <summary>Values of a fixed length.</summary>
internal sealed class FixedWritable<T>(string name, int length, FixedRead<T> read, FixedWrite<T> write) : Writable<T>
{
    public override string ClassName { get; } = Writables.NameOf(name);

    public override T Read(ReadOnlySpan<byte> bytes) => bytes.Length == length ? read(bytes) : throw Writables.WrongLength(name, length, bytes.Length);

    public override void Write(T value, IBufferWriter<byte> output)
    {
        if (length > 0)
        {
            write(output.GetSpan(length)[..length], value);
            output.Advance(length);
        }
    }
}
