using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Makes a collection of its elements.</summary>
internal delegate TCollection CollectionMaker<TCollection, TElement>(ReadOnlySpan<TElement> elements);

/// <summary>Codec of collections: how many, then the elements. In columns the counts first, then one column of all elements.</summary>
internal sealed class CollectionCodec<TCollection, TElement>(
    TypeShape shape, Codec<TElement> element, CollectionMaker<TCollection, TElement> make, string path) : Codec<TCollection>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, TCollection value)
    {
        if (IsNull(ref value))
        {
            writer.WriteByte(0);
            return;
        }

        ReadOnlySpan<TElement> elements = View(ref value, out TElement[]? rented);
        writer.WriteUInt64((ulong)elements.Length + 1);
        foreach (TElement item in elements)
        {
            element.Write(ref writer, item);
        }

        Return(rented, elements.Length);
    }

    public override TCollection Read(ref RecordReader reader)
    {
        int count = reader.ReadCount();
        if (count < 0)
        {
            return default!;
        }

        TElement[] elements = ArrayPool<TElement>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            elements[i] = element.Read(ref reader);
        }

        TCollection made = Make(elements.AsSpan(0, count));
        Pooled.Return(elements, count);
        return made;
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<TCollection> values, ref RecordWriter writer)
    {
        if (values.IsEmpty)
        {
            return;
        }

        uint[] counts = ArrayPool<uint>.Shared.Rent(values.Length);
        TElement[] all = ArrayPool<TElement>.Shared.Rent(values.Length);
        int total = 0;
        for (int i = 0; i < values.Length; i++)
        {
            TCollection value = values[i];
            if (IsNull(ref value))
            {
                counts[i] = 0;
                continue;
            }

            ReadOnlySpan<TElement> elements = View(ref value, out TElement[]? rented);
            if (all.Length - total < elements.Length)
            {
                TElement[] bigger = ArrayPool<TElement>.Shared.Rent(Math.Max(checked(total + elements.Length), all.Length * 2));
                all.AsSpan(0, total).CopyTo(bigger);
                Pooled.Return(all, total);
                all = bigger;
            }

            elements.CopyTo(all.AsSpan(total));
            counts[i] = (uint)elements.Length + 1;
            total += elements.Length;
            Return(rented, elements.Length);
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(counts.AsSpan(0, values.Length), ref writer);
        ArrayPool<uint>.Shared.Return(counts);
        element.WriteColumn(all.AsSpan(0, total), ref writer);
        Pooled.Return(all, total);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<TCollection> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        int[] counts = NumberColumn.RentLengths(ref reader, values.Length, out int total);
        TElement[] all = ArrayPool<TElement>.Shared.Rent(total);
        element.ReadColumn(ref reader, all.AsSpan(0, total));
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = counts[i] < 0 ? default! : Make(all.AsSpan(at, counts[i]));
            at += Math.Max(counts[i], 0);
        }

        ArrayPool<int>.Shared.Return(counts);
        Pooled.Return(all, total);
    }

    internal override Codec<TCollection> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => writer.Kind == ShapeKind.List
        ? new CollectionCodec<TCollection, TElement>(writer, adapter.Adapt(element, writer.Element!, path + "[]"), make, path)
        : throw ShapeAdapter.Refuse(path, writer, shape);

    private static bool IsNull(ref TCollection value) => typeof(TCollection) == typeof(ImmutableArray<TElement>)
        ? Unsafe.As<TCollection, ImmutableArray<TElement>>(ref value).IsDefault
        : value is null;

    private static void Return(TElement[]? rented, int used)
    {
        if (rented is not null)
        {
            Pooled.Return(rented, used);
        }
    }

    // The elements in place where the collection shows its memory, else copied into a rented array.
    private static ReadOnlySpan<TElement> View(ref TCollection value, out TElement[]? rented)
    {
        rented = null;
        if (typeof(TCollection) == typeof(ImmutableArray<TElement>))
        {
            return Unsafe.As<TCollection, ImmutableArray<TElement>>(ref value).AsSpan();
        }

        if (typeof(TCollection) == typeof(ReadOnlyMemory<TElement>))
        {
            return Unsafe.As<TCollection, ReadOnlyMemory<TElement>>(ref value).Span;
        }

        if (typeof(TCollection) == typeof(Memory<TElement>))
        {
            return Unsafe.As<TCollection, Memory<TElement>>(ref value).Span;
        }

        if (value is TElement[] array)
        {
            return array;
        }

        if (value is List<TElement> list)
        {
            return CollectionsMarshal.AsSpan(list);
        }

        IEnumerable<TElement> elements = (IEnumerable<TElement>)value!;
        TElement[] copy = ArrayPool<TElement>.Shared.Rent(elements.TryGetNonEnumeratedCount(out int expected) ? expected : 16);
        int count = 0;
        foreach (TElement item in elements)
        {
            if (count == copy.Length)
            {
                TElement[] bigger = ArrayPool<TElement>.Shared.Rent(Math.Max(16, count * 2));
                copy.AsSpan(0, count).CopyTo(bigger);
                Pooled.Return(copy, count);
                copy = bigger;
            }

            copy[count++] = item;
        }

        rented = copy;
        return copy.AsSpan(0, count);
    }

    private TCollection Make(ReadOnlySpan<TElement> elements)
    {
        try
        {
            return make(elements);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new CodecException($"{path}: {TypeNames.Of(typeof(TCollection))} refused decoded elements: {e.Message}", e);
        }
    }
}
