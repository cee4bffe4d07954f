using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Codec of values that are runs of bytes: in rows each after its length, in columns all lengths, then all bytes.</summary>
internal abstract class BytesCodec<T>(TypeShape shape) : Codec<T>
{
    // As many as the processor keeps near while they are encoded.
    private const int AtOnce = 64;

    public sealed override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, T value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent(MaxSize(value));
        int length = Encode(value, bytes);
        writer.WriteBytes(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public override T Read(ref RecordReader reader) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> bytes) ? Decode(bytes, ref reader) : Null(ref reader);

    /// <summary>The most bytes that <see cref="Encode"/> will write.</summary>
    protected abstract int MaxSize(T value);

    /// <summary>Writes a value that is not null.</summary>
    /// <returns>The bytes written.</returns>
    protected abstract int Encode(T value, Span<byte> bytes);

    /// <summary>Makes a value of its bytes; fails at the reader's place if they are none.</summary>
    protected abstract T Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader);

    protected internal override void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer) => WriteMembers(Column<T>.Of(values), ref writer);

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<T> values) => ReadMembers(ref reader, Column<T>.Of(values));

    internal override void WriteMembers(scoped Column<T> values, ref RecordWriter writer)
    {
        if (values.Length == 0)
        {
            return;
        }

        uint[] lengths = ArrayPool<uint>.Shared.Rent(values.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(values.Length * 16);
        int used = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i % AtOnce == 0)
            {
                Prefetch(values, i);
            }

            T value = values[i];
            if (value is null)
            {
                lengths[i] = 0;
                continue;
            }

            int most = MaxSize(value);
            if (bytes.Length - used < most)
            {
                bytes = Grow(bytes, used, most);
            }

            int length = Encode(value, bytes.AsSpan(used));
            lengths[i] = (uint)length + 1;
            used += length;
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(lengths.AsSpan(0, values.Length), ref writer);
        writer.WriteRaw(bytes.AsSpan(0, used));
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<uint>.Shared.Return(lengths);
    }

    internal override void ReadMembers(ref RecordReader reader, scoped Column<T> values)
    {
        if (values.Length == 0)
        {
            return;
        }

        int[] lengths = NumberColumn.RentLengths(ref reader, values.Length, out int total);
        try
        {
            DecodeAll(reader.ReadRaw(total), lengths.AsSpan(0, values.Length), ref reader, values);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lengths);
        }
    }

    /// <summary>Makes the values of a column; a length of -1 stands for null.</summary>
    protected virtual void DecodeAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths, ref RecordReader reader, scoped Column<T> values)
    {
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (lengths[i] < 0)
            {
                values[i] = Null(ref reader);
                continue;
            }

            values[i] = Decode(bytes.Slice(at, lengths[i]), ref reader);
            at += lengths[i];
        }
    }

    /// <summary>Has the next objects loaded: they lie anywhere.</summary>
    private static void Prefetch(scoped Column<T> values, int first)
    {
        for (int i = first; !typeof(T).IsValueType && i < Math.Min(first + AtOnce, values.Length); i++)
        {
            Prefetching.Object(in values[i]);
        }
    }

    /// <summary>The null of the type; fails for a type that has none.</summary>
    protected static T Null(ref RecordReader reader)
    {
        if (default(T) is not null)
        {
            reader.Fail($"Null was found where {TypeNames.Of(typeof(T))} has none.");
        }

        return default!;
    }

    private static byte[] Grow(byte[] bytes, int used, int needed)
    {
        byte[] bigger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(used + needed), checked(bytes.Length * 2)));
        bytes.AsSpan(0, used).CopyTo(bigger);
        ArrayPool<byte>.Shared.Return(bytes);
        return bigger;
    }
}
