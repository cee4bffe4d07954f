using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Makes a dictionary of its keys and values.</summary>
internal delegate TMap MapMaker<TMap, TKey, TValue>(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> values);

/// <summary>Codec of dictionaries, in the order in which they enumerate: how many, then key and value in turn. In columns counts, keys, values.</summary>
/// <remarks>A dictionary's own comparer is not kept.</remarks>
internal sealed class MapCodec<TMap, TKey, TValue>(
    TypeShape shape, Codec<TKey> key, Codec<TValue> item, MapMaker<TMap, TKey, TValue> make, string path) : Codec<TMap>
{
    public override TypeShape Shape => shape;

    public override void Write(ref RecordWriter writer, TMap value)
    {
        if (value is null)
        {
            writer.WriteByte(0);
            return;
        }

        int count = Copy(value, out TKey[] keys, out TValue[] items);
        writer.WriteUInt64((ulong)count + 1);
        for (int i = 0; i < count; i++)
        {
            key.Write(ref writer, keys[i]);
            item.Write(ref writer, items[i]);
        }

        Pooled.Return(keys, count);
        Pooled.Return(items, count);
    }

    public override TMap Read(ref RecordReader reader)
    {
        int count = reader.ReadCount();
        if (count < 0)
        {
            return default!;
        }

        TKey[] keys = ArrayPool<TKey>.Shared.Rent(count);
        TValue[] items = ArrayPool<TValue>.Shared.Rent(count);
        for (int i = 0; i < count; i++)
        {
            keys[i] = key.Read(ref reader);
            items[i] = item.Read(ref reader);
        }

        TMap made = Make(keys.AsSpan(0, count), items.AsSpan(0, count));
        Pooled.Return(keys, count);
        Pooled.Return(items, count);
        return made;
    }

    protected internal override void WriteColumn(scoped ReadOnlySpan<TMap> values, ref RecordWriter writer)
    {
        if (values.IsEmpty)
        {
            return;
        }

        uint[] counts = ArrayPool<uint>.Shared.Rent(values.Length);
        List<TKey> keys = [];
        List<TValue> items = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is null)
            {
                counts[i] = 0;
                continue;
            }

            int before = keys.Count;
            foreach ((TKey k, TValue v) in (IEnumerable<KeyValuePair<TKey, TValue>>)values[i]!)
            {
                keys.Add(k);
                items.Add(v);
            }

            counts[i] = (uint)(keys.Count - before) + 1;
        }

        NumberColumn.Write<uint, IntegerForms.UInt32Form>(counts.AsSpan(0, values.Length), ref writer);
        ArrayPool<uint>.Shared.Return(counts);
        key.WriteColumn(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(keys), ref writer);
        item.WriteColumn(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(items), ref writer);
    }

    protected internal override void ReadColumn(ref RecordReader reader, scoped Span<TMap> values)
    {
        if (values.IsEmpty)
        {
            return;
        }

        int[] counts = NumberColumn.RentLengths(ref reader, values.Length, out int total);
        TKey[] keys = ArrayPool<TKey>.Shared.Rent(total);
        TValue[] items = ArrayPool<TValue>.Shared.Rent(total);
        key.ReadColumn(ref reader, keys.AsSpan(0, total));
        item.ReadColumn(ref reader, items.AsSpan(0, total));
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = counts[i] < 0 ? default! : Make(keys.AsSpan(at, counts[i]), items.AsSpan(at, counts[i]));
            at += Math.Max(counts[i], 0);
        }

        ArrayPool<int>.Shared.Return(counts);
        Pooled.Return(keys, total);
        Pooled.Return(items, total);
    }

    internal override Codec<TMap> AdaptWith(ShapeAdapter adapter, TypeShape writer, string path) => writer.Kind == ShapeKind.Map
        ? new MapCodec<TMap, TKey, TValue>(
            writer, adapter.Adapt(key, writer.Key!, path + "[].Key"), adapter.Adapt(item, writer.Element!, path + "[].Value"), make, path)
        : throw ShapeAdapter.Refuse(path, writer, shape);

    private static int Copy(TMap value, out TKey[] keys, out TValue[] items)
    {
        // Copied first: the number of entries must stand before them, and enumerating twice may differ.
        KeyValuePair<TKey, TValue>[] entries = [.. (IEnumerable<KeyValuePair<TKey, TValue>>)value!];
        keys = ArrayPool<TKey>.Shared.Rent(entries.Length);
        items = ArrayPool<TValue>.Shared.Rent(entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            (keys[i], items[i]) = entries[i];
        }

        return entries.Length;
    }

    private TMap Make(ReadOnlySpan<TKey> keys, ReadOnlySpan<TValue> items)
    {
        try
        {
            return make(keys, items);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new CodecException($"{path}: {TypeNames.Of(typeof(TMap))} refused decoded entries: {e.Message}", e);
        }
    }
}
