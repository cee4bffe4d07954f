namespace OrleansStream.Encoding;

/// <summary>Codec of types of a fixed number of bytes.</summary>
internal sealed class FixedCodec<T, TForm>(TypeShape shape) : Codec<T>
    where TForm : struct, IFixedForm<T>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T value)
    {
        TForm.Write(value, writer.Reserve(TForm.Size));
        writer.Advance(TForm.Size);
    }

    public override T Read(ref RecordReader reader)
    {
        if (!TForm.TryRead(reader.ReadRaw(TForm.Size), out T value))
        {
            reader.Fail($"The bytes are not a {TypeNames.Of(typeof(T))}.");
        }

        return value;
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        int size = checked(values.Length * TForm.Size);
        Span<byte> bytes = writer.Reserve(size);
        foreach (T value in values)
        {
            TForm.Write(value, bytes);
            bytes = bytes[TForm.Size..];
        }

        writer.Advance(size);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        if ((long)values.Length * TForm.Size > reader.Remaining)
        {
            reader.Fail($"A column of {TypeNames.Of(typeof(T))} is longer than the bytes that follow.");
        }

        ReadOnlySpan<byte> bytes = reader.ReadRaw(values.Length * TForm.Size);
        bool valid = true;
        for (int i = 0; i < values.Length; i++)
        {
            valid &= TForm.TryRead(bytes, out values[i]);
            bytes = bytes[TForm.Size..];
        }

        if (!valid)
        {
            reader.Fail($"The bytes of a column are not {TypeNames.Of(typeof(T))} values.");
        }
    }

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) =>
        ScalarAdapter.Adapt(this, writer, path);
}
