using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Reads values of an older type and converts them. It does not write.</summary>
internal sealed class ConvertingCodec<TFrom, TTo>(TypeShape shape, Codec<TFrom> inner, Func<TFrom, TTo> convert) : Codec<TTo>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, TTo value) => throw ShapeAdapter.ReadsOnly();

    public override TTo Read(ref RecordReader reader) => convert(inner.Read(ref reader));

    protected internal override void WriteColumn(scoped ReadOnlySpan<TTo> values, ref RecordWriter writer) => throw ShapeAdapter.ReadsOnly();

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<TTo> values)
    {
        TFrom[] old = ArrayPool<TFrom>.Shared.Rent(values.Length);
        inner.ReadColumn(ref reader, old.AsSpan(0, values.Length));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = convert(old[i]);
        }

        Pooled.Return(old, values.Length);
    }
}
