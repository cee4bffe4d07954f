using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>A member of an object with its codec, without the member's type as a type argument.</summary>
internal abstract class ObjectMember(MemberModel model)
{
    internal MemberModel Model => model;

    /// <summary>The <see cref="Codec{T}"/> itself.</summary>
    internal abstract object Codec { get; }

    internal abstract TypeShape Shape { get; }

    /// <summary>An array for a column.</summary>
    internal abstract Array Rent(int count);

    internal abstract void Return(Array column, int count);

    internal abstract void WriteColumn(Array column, int count, ref RecordWriter writer);

    internal abstract void ReadColumn(ref RecordReader reader, Array column, int count);

    /// <summary>The member as read from data of another shape.</summary>
    internal abstract ObjectMember Adapt(ShapeAdapter adapter, TypeShape writer, string path);
}

/// <summary>A member of an object with its codec.</summary>
internal sealed class ObjectMember<TMember>(MemberModel model, Codec<TMember> codec) : ObjectMember(model)
{
    internal override object Codec => codec;

    internal override TypeShape Shape => codec.Shape;

    internal override Array Rent(int count) => ArrayPool<TMember>.Shared.Rent(count);

    internal override void Return(Array column, int count) => Pooled.Return((TMember[])column, count);

    internal override void WriteColumn(Array column, int count, ref RecordWriter writer) =>
        codec.WriteColumn(((TMember[])column).AsSpan(0, count), ref writer);

    internal override void ReadColumn(ref RecordReader reader, Array column, int count) =>
        codec.ReadColumn(ref reader, ((TMember[])column).AsSpan(0, count));

    internal override ObjectMember Adapt(ShapeAdapter adapter, TypeShape writer, string path) =>
        new ObjectMember<TMember>(Model, adapter.Adapt(codec, writer, path));
}
