using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>A registered codec, each value after its length, so that data can be passed over by readers that no longer know the codec.</summary>
internal sealed class FramedCodec<T>(Codec<T> inner) : Codec<T>
{
    public override TypeShape Shape => inner.Shape;

    public override void Write(ref RecordWriter writer, T value)
    {
        ArrayBufferWriter<byte> output = new();
        WriteInner(output, value);
        writer.WriteBytes(output.WrittenSpan);
    }

    public override T Read(ref RecordReader reader) => ReadInner(reader.ReadBytes());

    /// <summary>A block of its own needs no lengths.</summary>
    public override void WriteBlock(ReadOnlySpan<T> records, IBufferWriter<byte> output) => inner.WriteBlock(records, output);

    public override void ReadBlock(ReadOnlySpan<byte> bytes, Span<T> records) => inner.ReadBlock(bytes, records);

    internal override void ReadBlock(ReadOnlySpan<byte> bytes, Span<T> records, KeyArena? arena) => inner.ReadBlock(bytes, records);

    public override int CountOf(ReadOnlySpan<byte> bytes) => inner.CountOf(bytes);

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        ArrayBufferWriter<byte> output = new();
        uint[] lengths = ArrayPool<uint>.Shared.Rent(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            int before = output.WrittenCount;
            WriteInner(output, values[i]);
            lengths[i] = (uint)(output.WrittenCount - before) + 1;
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(lengths.AsSpan(0, values.Length), ref writer);
        ArrayPool<uint>.Shared.Return(lengths);
        writer.WriteRaw(output.WrittenSpan);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        int[] lengths = NumberColumn.RentLengths(ref reader, values.Length, out _);
        try
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (lengths[i] < 0)
                {
                    reader.Fail("Bytes were expected where null is.");
                }

                values[i] = ReadInner(reader.ReadRaw(lengths[i]));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lengths);
        }
    }

    internal override Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path)
    {
        Codec<T> adapted = inner.AdaptWith(adapter, writer, path);
        return ReferenceEquals(adapted, inner) ? this : new FramedCodec<T>(adapted);
    }

    private void WriteInner(ArrayBufferWriter<byte> output, T value)
    {
        RecordWriter writer = new(output);
        inner.Write(ref writer, value);
        writer.Flush();
    }

    private T ReadInner(ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = new(bytes);
        T value = inner.Read(ref reader);
        if (reader.Remaining != 0)
        {
            reader.Fail($"The registered codec of {TypeNames.Of(typeof(T))} left bytes of a value unread.");
        }

        return value;
    }
}
