using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>One of the declared types of a polymorphic type.</summary>
internal abstract class UnionAlternative<TBase>(string discriminator)
{
    internal string Discriminator => discriminator;

    internal abstract Type Type { get; }

    internal abstract void WriteRow(ref RecordWriter writer, TBase value);

    internal abstract TBase ReadRow(ref RecordReader reader);

    /// <summary>Writes the columns of those values that have <paramref name="tag"/>.</summary>
    internal abstract void WriteColumns(scoped ReadOnlySpan<TBase> values, ReadOnlySpan<uint> tags, uint tag, int count, ref RecordWriter writer);

    /// <summary>Reads columns into the places that have <paramref name="tag"/>.</summary>
    internal abstract void ReadColumns(ref RecordReader reader, ReadOnlySpan<uint> tags, uint tag, int count, scoped Span<TBase> values);

    internal abstract UnionAlternative<TBase> Adapt(ShapeAdapter adapter, TypeShape writer, string path);
}

/// <summary>One of the declared types of a polymorphic type, with its members.</summary>
internal sealed class UnionAlternative<TBase, TDerived>(string discriminator, ObjectBody<TDerived> body) : UnionAlternative<TBase>(discriminator)
    where TDerived : TBase
{
    internal override Type Type => typeof(TDerived);

    internal override void WriteRow(ref RecordWriter writer, TBase value) => body.WriteRow(ref writer, (TDerived)value!);

    internal override TBase ReadRow(ref RecordReader reader) => body.ReadRow(ref reader);

    internal override void WriteColumns(scoped ReadOnlySpan<TBase> values, ReadOnlySpan<uint> tags, uint tag, int count, ref RecordWriter writer)
    {
        TDerived[] objects = ArrayPool<TDerived>.Shared.Rent(count);
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (tags[i] == tag)
            {
                objects[at++] = (TDerived)values[i]!;
            }
        }

        body.WriteColumns(objects, count, ref writer);
        Pooled.Return(objects, count);
    }

    internal override void ReadColumns(ref RecordReader reader, ReadOnlySpan<uint> tags, uint tag, int count, scoped Span<TBase> values)
    {
        TDerived[] objects = ArrayPool<TDerived>.Shared.Rent(count);
        body.ReadColumns(ref reader, objects, count);
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (tags[i] == tag)
            {
                values[i] = objects[at++];
            }
        }

        Pooled.Return(objects, count);
    }

    internal override UnionAlternative<TBase> Adapt(ShapeAdapter adapter, TypeShape writer, string path) =>
        new UnionAlternative<TBase, TDerived>(Discriminator, body.Adapt(adapter, writer, path));
}
