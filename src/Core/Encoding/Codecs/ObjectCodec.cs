using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of classes and structs by their members. Classes have a flag for null before them; in columns the flags come first.</summary>
internal sealed class ObjectCodec<T>(TypeShape shape, ObjectBody<T> body, string path) : Codec<T>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T value)
    {
        if (!typeof(T).IsValueType)
        {
            writer.WriteBoolean(value is not null);
            if (value is null)
            {
                return;
            }

            CheckType(value);
        }

        body.WriteRow(ref writer, value);
    }

    public override T Read(ref RecordReader reader) =>
        typeof(T).IsValueType || reader.ReadBoolean() ? body.ReadRow(ref reader) : default!;

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        if (values.IsEmpty)
        {
            return;
        }

        T[] objects = ArrayPool<T>.Shared.Rent(values.Length);
        int count = values.Length;
        if (typeof(T).IsValueType)
        {
            values.CopyTo(objects);
        }
        else
        {
            count = 0;
            Span<byte> flags = writer.Reserve(values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                T value = values[i];
                flags[i] = value is null ? (byte)0 : (byte)1;
                if (value is not null)
                {
                    CheckType(value);
                    objects[count++] = value;
                }
            }

            writer.Advance(values.Length);
        }

        body.WriteColumns(objects, count, ref writer);
        Pooled.Return(objects, count);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        int count = values.Length;
        ReadOnlySpan<byte> flags = typeof(T).IsValueType ? default : Flags.Read(ref reader, values.Length, out count);
        T[] objects = ArrayPool<T>.Shared.Rent(count);
        body.ReadColumns(ref reader, objects, count);
        if (count == values.Length)
        {
            objects.AsSpan(0, count).CopyTo(values);
        }
        else
        {
            int at = 0;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = flags[i] == 0 ? default! : objects[at++];
            }
        }

        Pooled.Return(objects, count);
    }

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => writer.Kind == shape.Kind
        ? new ObjectCodec<T>(writer, body.Adapt(adapter, writer, path), path)
        : throw ShapeAdapter.Refuse(path, writer, shape);

    private void CheckType(T value)
    {
        if (!typeof(T).IsSealed && value!.GetType() != typeof(T))
        {
            throw new CodecException(
                $"{path}: a {TypeNames.Of(value.GetType())} stands where {TypeNames.Of(typeof(T))} is declared, and what it adds would be lost. "
                + $"Mark {TypeNames.Of(typeof(T))} with [JsonDerivedType(typeof({TypeNames.Of(value.GetType())}), \"name\")].");
        }
    }
}
