using System.Buffers;
using System.Buffers.Binary;

namespace OrleansStream.Formats;

/// <summary>Bytes behind their length in four bytes.</summary>
internal sealed class ByteArrayWritable : Writable<byte[]>
{
    private const string Name = "BytesWritable";

    public override string ClassName { get; } = Writables.NameOf(Name);

    public override byte[] Read(ReadOnlySpan<byte> bytes)
    {
        long length = bytes.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes);
        return bytes.Length == length + sizeof(int) ? bytes[sizeof(int)..].ToArray() : throw Writables.WrongLength(Name, length + sizeof(int), bytes.Length);
    }

    public override void Write(byte[] value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(output);
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value.Length);
        output.Advance(sizeof(int));
        output.Write(value);
    }
}
