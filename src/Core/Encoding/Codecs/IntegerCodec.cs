namespace OrleansStream.Encoding;

/// <summary>Codec of types that are whole numbers: variable length in rows, one width in columns.</summary>
internal sealed class IntegerCodec<T, TForm>(TypeShape shape) : Codec<T>
    where TForm : struct, IIntegerForm<T>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T value) => writer.WriteUInt64(TForm.ToNumber(value));

    public override T Read(ref RecordReader reader)
    {
        if (!TForm.TryFrom(reader.ReadUInt64(), out T value))
        {
            reader.Fail($"A number is outside the range of {TypeNames.Of(typeof(T))}.");
        }

        return value;
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer) =>
        NumberColumn.Write<T, TForm>(Column<T>.Of(values), ref writer);

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values) =>
        NumberColumn.Read<T, TForm>(ref reader, Column<T>.Of(values));

    internal override void WriteMembers(scoped Column<T> values, ref RecordWriter writer) => NumberColumn.Write<T, TForm>(values, ref writer);

    internal override void ReadMembers(ref RecordReader reader, scoped Column<T> values) => NumberColumn.Read<T, TForm>(ref reader, values);

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) =>
        ScalarAdapter.Adapt(this, writer, path);
}
