using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of options: whether there is a value, then the value. In columns the flags first, then the values that are there.</summary>
internal sealed class OptionCodec<T>(TypeShape shape, Codec<T> inner) : Codec<Option<T>>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, Option<T> value)
    {
        writer.WriteBoolean(value.HasValue);
        if (value.HasValue)
        {
            inner.Write(ref writer, value.Value);
        }
    }

    public override Option<T> Read(ref RecordReader reader) => reader.ReadBoolean() ? Option<T>.Some(inner.Read(ref reader)) : default(Option<T>);

    protected internal override void WriteColumn(scoped ReadOnlySpan<Option<T>> values, ref RecordWriter writer)
    {
        Span<byte> flags = writer.Reserve(values.Length);
        T[] present = ArrayPool<T>.Shared.Rent(values.Length);
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            flags[i] = values[i].HasValue ? (byte)1 : (byte)0;
            if (values[i].HasValue)
            {
                present[count++] = values[i].Value;
            }
        }

        writer.Advance(values.Length);
        inner.WriteColumn(present.AsSpan(0, count), ref writer);
        Pooled.Return(present, count);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<Option<T>> values)
    {
        ReadOnlySpan<byte> flags = Flags.Read(ref reader, values.Length, out int count);
        T[] present = ArrayPool<T>.Shared.Rent(count);
        inner.ReadColumn(ref reader, present.AsSpan(0, count));
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = flags[i] == 0 ? default(Option<T>) : Option<T>.Some(present[at++]);
        }

        Pooled.Return(present, count);
    }

    internal override Codec<Option<T>> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path)
    {
        if (writer.Kind == ShapeKind.Option)
        {
            return new OptionCodec<T>(writer, adapter.Adapt(inner, writer.Element!, path));
        }

        // A value that was always there.
        return new ConvertingCodec<T, Option<T>>(writer, adapter.Adapt(inner, writer, path), static value => Option<T>.Some(value));
    }
}
