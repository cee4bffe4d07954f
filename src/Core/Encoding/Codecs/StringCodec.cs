using System.Text;

namespace OrleansStream.Encoding;

/// <summary>Codec of strings: UTF-8 in which lone surrogates survive.</summary>
internal sealed class StringCodec(TypeShape shape) : BytesCodec<string?>(shape)
{
    public override void Write(ref RecordWriter writer, string? value) => writer.WriteString(value);

    protected override int MaxSize(string? value) => Wtf8.MaxByteCount(value!.Length);

    protected override int Encode(string? value, Span<byte> bytes) => Wtf8.Encode(value, bytes);

    protected override string? Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader) => reader.DecodeString(bytes);

    protected override void DecodeAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, ref RecordReader reader, scoped Column<string?> values)
    {
        // One look at the whole column saves one at each string of plain ASCII.
        if (!Ascii.IsValid(bytes))
        {
            base.DecodeAll(bytes, lengths, ref reader, values);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            int length = lengths[i];
            values[i] = length < 0 ? null : System.Text.Encoding.Latin1.GetString(bytes[..length]);
            bytes = bytes[Math.Max(length, 0)..];
        }
    }
}
