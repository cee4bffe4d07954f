namespace OrleansStream.Encoding;

/// <summary>Codec of classes that have an exact text form.</summary>
internal sealed class TextualCodec<T>(TypeShape shape, Func<T, string> format, Func<string, T?> parse) : BytesCodec<T?>(shape)
    where T : class
{
    protected override int MaxSize(T? value) => Wtf8.MaxByteCount(format(value!).Length);

    protected override int Encode(T? value, Span<byte> bytes) => Wtf8.Encode(format(value!), bytes);

    protected override T? Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader)
    {
        T? value = parse(reader.DecodeString(bytes));
        if (value is null)
        {
            reader.Fail($"Text is not a {TypeNames.Of(typeof(T))}.");
        }

        return value;
    }
}
