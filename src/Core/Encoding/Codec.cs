using System.Buffers;
using System.Collections.Concurrent;

namespace OrleansStream.Encoding;

/// <summary>Turns values of a type into bytes and back: one by one (rows), or many at a time (columns).</summary>
/// <typeparam name="T">The type.</typeparam>
/// <remarks>
/// <para>
/// <see cref="JobEncoding.CodecFor{T}"/> makes codecs from types. To write one by hand, derive from this class, give it a
/// <see cref="TypeShape.Custom"/> shape and register it. A codec is immutable and may be used by many threads.
/// </para>
/// <para>
/// The bytes do not describe themselves: keep <see cref="Shape"/> with them, once per file, and read old files with
/// <see cref="ForWriter"/>. Equal values of one codec give equal bytes, except that unordered collections are written in
/// the order in which they enumerate.
/// </para>
/// </remarks>
public abstract class Codec<T>
{
    private ConcurrentDictionary<ulong, Codec<T>>? _decoders;

    /// <summary>What the bytes hold: members, their types and nullability, derived types.</summary>
    public abstract TypeShape Shape { get; }

    /// <summary>Writes one value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value; null is legal for types that allow it.</param>
    /// <exception cref="CodecException">The value is nested too deeply, or is of a derived type that is not declared.</exception>
    public abstract void Write(ref RecordWriter writer, T value);

    /// <summary>Reads one value.</summary>
    /// <param name="reader">Where from.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    public abstract T Read(ref RecordReader reader);

    /// <summary>Writes many values in columns, after their number.</summary>
    /// <param name="records">The values.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="CodecException">A value is nested too deeply, or is of a derived type that is not declared.</exception>
    public virtual void WriteBlock(ReadOnlySpan<T> records, IBufferWriter<byte> output)
    {
        RecordWriter writer = new(output);
        writer.WriteUInt64((ulong)records.Length);
        WriteColumn(records, ref writer);
        writer.Flush();
    }

    /// <summary>Reads a whole block.</summary>
    /// <param name="bytes">Exactly the bytes that <see cref="WriteBlock"/> wrote.</param>
    /// <param name="records">Room for exactly the values in it.</param>
    /// <exception cref="CodecException">The bytes are damaged, or hold another number of values.</exception>
    public virtual void ReadBlock(ReadOnlySpan<byte> bytes, Span<T> records) => ReadBlock(bytes, records, arena: null);

    /// <summary>Reads a whole block; text slices are copied into <paramref name="arena"/> and live as long as it does.</summary>
    internal virtual void ReadBlock(ReadOnlySpan<byte> bytes, Span<T> records, KeyArena? arena)
    {
        RecordReader reader = new(bytes, arena);
        ulong count = reader.ReadUInt64();
        if (count != (ulong)records.Length)
        {
            reader.Fail(FormattableString.Invariant($"The block says that it holds {count} records where {records.Length} were expected."));
        }

        ReadColumn(ref reader, records);
        if (reader.Remaining != 0)
        {
            reader.Fail(FormattableString.Invariant($"{reader.Remaining} bytes are left after the last record."));
        }
    }

    /// <summary>How many values a block says it holds; never more than it has bytes.</summary>
    /// <param name="bytes">The bytes that <see cref="WriteBlock"/> wrote.</param>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    public virtual int CountOf(ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = new(bytes);
        ulong count = reader.ReadUInt64();
        if (count > (ulong)reader.Remaining)
        {
            reader.Fail(FormattableString.Invariant($"The block says that it holds {count} records in {reader.Remaining} bytes."));
        }

        return (int)count;
    }

    /// <summary>A codec that reads what a codec of another shape wrote: members are matched by name.</summary>
    /// <param name="writer">The shape stored with the data.</param>
    /// <returns>
    /// This codec when the shapes are the same, else one that only reads. A member that the data lacks gets its constructor's
    /// default; one that the type lacks is skipped; whole numbers and floating-point numbers may have become wider, a value
    /// may have become nullable.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    /// <exception cref="ShapeMismatchException">The shapes cannot be reconciled; the message names the member and the remedy.</exception>
    public Codec<T> ForWriter(TypeShape writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (writer.Fingerprint == Shape.Fingerprint)
        {
            return this;
        }

        ConcurrentDictionary<ulong, Codec<T>> decoders = LazyInitializer.EnsureInitialized(ref _decoders);
        return decoders.GetOrAdd(
            writer.Fingerprint,
            static (_, pair) => new ShapeAdapter().Adapt(pair.Self, pair.Writer, TypeNames.Of(typeof(T))),
            (Self: this, Writer: writer));
    }

    /// <summary>Writes values one column after the other, without their number. By default row by row.</summary>
    /// <param name="values">The values; nothing is written for none.</param>
    /// <param name="writer">Where to.</param>
    protected internal virtual void WriteColumn(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
    {
        foreach (T value in values)
        {
            Write(ref writer, value);
        }
    }

    /// <summary>Reads what <see cref="WriteColumn"/> wrote.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="values">Room for exactly as many values as were written.</param>
    protected internal virtual void ReadColumn(ref RecordReader reader, scoped Span<T> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Read(ref reader);
        }
    }

    /// <summary>Writes a member of many structures as <see cref="WriteColumn"/> writes values.</summary>
    internal virtual void WriteMembers(scoped Column<T> values, ref RecordWriter writer)
    {
        T[] gathered = ArrayPool<T>.Shared.Rent(values.Length);
        Span<T> span = gathered.AsSpan(0, values.Length);
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = values[i];
        }

        WriteColumn(span, ref writer);
        Pooled.Return(gathered, values.Length);
    }

    /// <summary>Reads what <see cref="WriteMembers"/> wrote.</summary>
    internal virtual void ReadMembers(ref RecordReader reader, scoped Column<T> values)
    {
        T[] gathered = ArrayPool<T>.Shared.Rent(values.Length);
        Span<T> span = gathered.AsSpan(0, values.Length);
        ReadColumn(ref reader, span);
        for (int i = 0; i < span.Length; i++)
        {
            values[i] = span[i];
        }

        Pooled.Return(gathered, values.Length);
    }

    /// <summary>Makes the codec that reads data of another shape. A hand-written codec that knows older versions of itself
    /// overrides this.</summary>
    /// <param name="writer">The shape of the data.</param>
    /// <param name="path">The member, for messages.</param>
    /// <exception cref="ShapeMismatchException">The shapes cannot be reconciled.</exception>
    protected virtual Codec<T> Adapt(TypeShape writer, string path)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Kind == Shape.Kind && writer.Name == Shape.Name && writer.Version == Shape.Version
            ? this
            : throw ShapeAdapter.Refuse(path, writer, Shape);
    }

    /// <summary>As <see cref="Adapt"/>, for codecs of this assembly, whose parts are adapted in turn.</summary>
    internal virtual Codec<T> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => Adapt(writer, path);
}
