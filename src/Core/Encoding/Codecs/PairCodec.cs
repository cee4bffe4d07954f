using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Codec of tuples of two, what keyed streams consist of: as <see cref="ObjectCodec{T}"/> writes them, with columns read and written in
/// place.</summary>
internal sealed class PairCodec<TFirst, TSecond>(Codec<(TFirst, TSecond)> rows, Codec<TFirst> first, Codec<TSecond> second) : Codec<(TFirst, TSecond)>
{
    public override TypeShape Shape => rows.Shape;

    public override void Write(ref RecordWriter writer, (TFirst, TSecond) value) => rows.Write(ref writer, value);

    public override (TFirst, TSecond) Read(ref RecordReader reader) => rows.Read(ref reader);

    protected internal override void WriteColumn(scoped ReadOnlySpan<(TFirst, TSecond)> values, ref RecordWriter writer)
    {
        if (!values.IsEmpty)
        {
            ref (TFirst First, TSecond Second) pair = ref MemoryMarshal.GetReference(values);
            first.WriteMembers(Column<TFirst>.Of(ref pair.First, values), ref writer);
            second.WriteMembers(Column<TSecond>.Of(ref pair.Second, values), ref writer);
        }
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<(TFirst, TSecond)> values)
    {
        if (!values.IsEmpty)
        {
            ref (TFirst First, TSecond Second) pair = ref MemoryMarshal.GetReference(values);
            first.ReadMembers(ref reader, Column<TFirst>.Of<(TFirst, TSecond)>(ref pair.First, values));
            second.ReadMembers(ref reader, Column<TSecond>.Of<(TFirst, TSecond)>(ref pair.Second, values));
        }
    }

    internal override Codec<(TFirst, TSecond)> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => rows.AdaptWith(adapter, writer, path);
}
