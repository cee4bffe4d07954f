namespace OrleansStream.Encoding;

/// <summary>Stands for a codec that is still being made because its type contains itself. Counts how deep a value is.</summary>
/// <remarks>All recursion of values passes through one of these: other codecs need not count.</remarks>
internal sealed class DeferredCodec<T>(TypeShape shape, int maxDepth, string path) : Codec<T>
{
    private Codec<T>? _target;

    public override TypeShape Shape => shape;

    internal int MaxDepth => maxDepth;

    internal Codec<T> Target
    {
        get => _target!;
        set => _target = value;
    }

    public override void Write(ref RecordWriter writer, T value)
    {
        Enter(writer.Depth);
        writer.Depth++;
        Target.Write(ref writer, value);
        writer.Depth--;
    }

    public override T Read(ref RecordReader reader)
    {
        Enter(reader.Depth);
        reader.Depth++;
        T value = Target.Read(ref reader);
        reader.Depth--;
        return value;
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        // Nothing below an empty column: here the recursion over columns ends.
        if (values.IsEmpty)
        {
            return;
        }

        Enter(writer.Depth);
        writer.Depth++;
        Target.WriteColumn(values, ref writer);
        writer.Depth--;
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        Enter(reader.Depth);
        reader.Depth++;
        Target.ReadColumn(ref reader, values);
        reader.Depth--;
    }

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => adapter.Adapt(Target, writer, path);

    private void Enter(int depth)
    {
        // The root itself is the first level.
        if (depth + 1 >= maxDepth)
        {
            throw new CodecException(FormattableString.Invariant(
                $"{path}: values of {TypeNames.Of(typeof(T))} are nested more than {maxDepth} deep, which is the limit. Flatten them, or create the JobEncoding with a greater depth."));
        }
    }
}
