using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of combined pairs: the table of a map task for one reduce partition.</summary>
internal sealed class TableBucket<TKey, TStored, TValue, TKeys>(CombineTable<TKey, TStored, TValue, TKeys> table, JobEncoding encoding) : IShuffleBucket
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    internal CombineTable<TKey, TStored, TValue, TKeys> Table => table;

    public long Records => table.Count;

    public void Encode(IBufferWriter<byte> output)
    {
        int count = table.Count;
        (TKey, TValue)[] pairs = ArrayPool<(TKey, TValue)>.Shared.Rent(count);
        ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries = table.Entries;
        for (int i = 0; i < count; i++)
        {
            pairs[i] = (table.KeyOf(in entries[i]), entries[i].Value);
        }

        encoding.CodecFor<(TKey, TValue)>().WriteBlock(pairs.AsSpan(0, count), output);
        ArrayPool<(TKey, TValue)>.Shared.Return(pairs, clearArray: true);
    }

    public void Dispose() => table.Dispose();
}
