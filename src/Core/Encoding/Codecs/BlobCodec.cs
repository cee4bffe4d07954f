namespace OrleansStream.Encoding;

/// <summary>Codec of byte arrays and memory of bytes.</summary>
internal sealed class BlobCodec<T>(TypeShape shape, Func<T, ReadOnlyMemory<byte>> view, Func<byte[], T> make) : BytesCodec<T>(shape)
{
    public override void Write(ref RecordWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        writer.WriteBytes(view(value).Span);
    }

    protected override int MaxSize(T value) => view(value).Length;

    protected override int Encode(T value, Span<byte> bytes)
    {
        ReadOnlyMemory<byte> memory = view(value);
        memory.Span.CopyTo(bytes);
        return memory.Length;
    }

    protected override T Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader) => make(bytes.ToArray());
}
