using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of types with declared derived types: which one, then its members. In columns the kinds first, then the columns of each type.</summary>
internal sealed class UnionCodec<T>(TypeShape shape, IReadOnlyList<UnionAlternative<T>> alternatives, string path) : Codec<T>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T value)
    {
        uint tag = TagOf(value);
        writer.WriteUInt64(tag);
        if (tag > 0)
        {
            alternatives[(int)tag - 1].WriteRow(ref writer, value);
        }
    }

    public override T Read(ref RecordReader reader)
    {
        ulong tag = reader.ReadUInt64();
        return tag == 0 ? default! : alternatives[ObjectTags.Index(ref reader, tag, alternatives.Count)].ReadRow(ref reader);
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        if (values.IsEmpty)
        {
            return;
        }

        uint[] rented = ArrayPool<uint>.Shared.Rent(values.Length);
        Span<uint> tags = rented.AsSpan(0, values.Length);
        Span<int> perType = new int[alternatives.Count];
        for (int i = 0; i < values.Length; i++)
        {
            tags[i] = TagOf(values[i]);
            if (tags[i] > 0)
            {
                perType[(int)tags[i] - 1]++;
            }
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(tags, ref writer);
        for (int i = 0; i < perType.Length; i++)
        {
            if (perType[i] > 0)
            {
                alternatives[i].WriteColumns(values, tags, (uint)i + 1, perType[i], ref writer);
            }
        }

        ArrayPool<uint>.Shared.Return(rented);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        uint[] tags = ObjectTags.RentColumn(ref reader, values.Length, alternatives.Count, out int[] perType);
        values.Clear();
        for (int i = 0; i < perType.Length; i++)
        {
            if (perType[i] > 0)
            {
                alternatives[i].ReadColumns(ref reader, tags.AsSpan(0, values.Length), (uint)i + 1, perType[i], values);
            }
        }

        ArrayPool<uint>.Shared.Return(tags);
    }

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path)
    {
        if (writer.Kind != ShapeKind.Union)
        {
            throw ShapeAdapter.Refuse(path, writer, shape);
        }

        List<UnionAlternative<T>> adapted = [];
        foreach (DerivedShape old in writer.Derived)
        {
            UnionAlternative<T> alternative = alternatives.FirstOrDefault(a => a.Discriminator == old.Discriminator)
                ?? throw new ShapeMismatchException(
                    path,
                    $"the data may hold the derived type \"{old.Discriminator}\" ({old.Type.Name}), which {TypeNames.Of(typeof(T))} no longer declares. Keep its [JsonDerivedType].");
            adapted.Add(alternative.Adapt(adapter, old.Type, $"{path}({TypeNames.Of(alternative.Type)})"));
        }

        return new UnionCodec<T>(writer, adapted, path);
    }

    private uint TagOf(T value)
    {
        if (value is null)
        {
            return 0;
        }

        Type type = value.GetType();
        for (int i = 0; i < alternatives.Count; i++)
        {
            if (alternatives[i].Type == type)
            {
                return (uint)i + 1;
            }
        }

        throw new CodecException(
            $"{path}: {TypeNames.Of(type)} is not among the derived types that {TypeNames.Of(typeof(T))} declares. Add [JsonDerivedType(typeof({TypeNames.Of(type)}), \"name\")] to it.");
    }
}
