using System.Buffers;
using System.Buffers.Binary;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of combined pairs: the table of a map task for one reduce partition.</summary>
internal sealed class TableBucket<TKey, TValue, TOps>(CombineTable<TKey, TValue, TOps> table, JobEncoding encoding) : IShuffleBucket
    where TOps : struct, IKeyOps<TKey>
{
    internal CombineTable<TKey, TValue, TOps> Table => table;

    public long Records => table.Count;

    public void Encode(IBufferWriter<byte> output)
    {
        int count = table.Count;
        (TKey, TValue)[] pairs = ArrayPool<(TKey, TValue)>.Shared.Rent(count);
        ReadOnlySpan<CombineTable<TKey, TValue, TOps>.Entry> entries = table.Entries;
        for (int i = 0; i < count; i++)
        {
            pairs[i] = (entries[i].Key, entries[i].Value);
        }

        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), count);
        output.Advance(sizeof(int));
        encoding.CodecFor<(TKey, TValue)>().WriteBlock(pairs.AsSpan(0, count), output);
        ArrayPool<(TKey, TValue)>.Shared.Return(pairs, clearArray: true);
    }

    public void Dispose() => table.Dispose();
}

/// <summary>A bucket of pairs that came encoded from another process.</summary>
internal sealed class DecodedBucket<TKey, TValue>((TKey Key, TValue Value)[] pairs) : IShuffleBucket
{
    internal (TKey Key, TValue Value)[] Pairs => pairs;

    public long Records => pairs.Length;

    internal static DecodedBucket<TKey, TValue> Decode(ReadOnlySpan<byte> bytes, JobEncoding encoding)
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var pairs = new (TKey, TValue)[count];
        encoding.CodecFor<(TKey, TValue)>().ReadBlock(bytes[sizeof(int)..], pairs);
        return new DecodedBucket<TKey, TValue>(pairs);
    }

    public void Encode(IBufferWriter<byte> output) =>
        throw new NotSupportedException("A bucket that was received is never sent on.");

    public void Dispose()
    {
    }
}
