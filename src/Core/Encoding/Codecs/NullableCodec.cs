using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of nullable structs: whether there is a value, then the value. In columns the flags first, then the values that are there.</summary>
internal sealed class NullableCodec<T>(TypeShape shape, Codec<T> inner) : Codec<T?>
    where T : struct
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T? value)
    {
        writer.WriteBoolean(value.HasValue);
        if (value.HasValue)
        {
            inner.Write(ref writer, value.Value);
        }
    }

    public override T? Read(ref RecordReader reader) => reader.ReadBoolean() ? new T?(inner.Read(ref reader)) : default(T?);

    protected internal override void WriteColumn(scoped ReadOnlySpan<T?> values, ref RecordWriter writer)
    {
        Span<byte> flags = writer.Reserve(values.Length);
        T[] present = ArrayPool<T>.Shared.Rent(values.Length);
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            flags[i] = values[i].HasValue ? (byte)1 : (byte)0;
            if (values[i] is { } value)
            {
                present[count++] = value;
            }
        }

        writer.Advance(values.Length);
        inner.WriteColumn(present.AsSpan(0, count), ref writer);
        Pooled.Return(present, count);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T?> values)
    {
        ReadOnlySpan<byte> flags = Flags.Read(ref reader, values.Length, out int count);
        T[] present = ArrayPool<T>.Shared.Rent(count);
        inner.ReadColumn(ref reader, present.AsSpan(0, count));
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = flags[i] == 0 ? default(T?) : new T?(present[at++]);
        }

        Pooled.Return(present, count);
    }

    internal override Codec<T?> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path)
    {
        if (writer.Kind == ShapeKind.Nullable)
        {
            return new NullableCodec<T>(writer, adapter.Adapt(inner, writer.Element!, path));
        }

        // A value that was always there.
        return new ConvertingCodec<T, T?>(writer, adapter.Adapt(inner, writer, path), static value => new T?(value));
    }
}
