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
        Codec<(TKey, TValue)> codec = encoding.CodecFor<(TKey, TValue)>();
        var scratch = new ArrayBufferWriter<byte>();
        ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries = table.Entries;
        (TKey, TValue)[] pairs = ArrayPool<(TKey, TValue)>.Shared.Rent(Math.Min(entries.Length, RecordPieces<(TKey, TValue)>.LargestLength));
        while (!entries.IsEmpty)
        {
            int count = Math.Min(entries.Length, pairs.Length);
            for (int i = 0; i < count; i++)
            {
                pairs[i] = (table.KeyOf(in entries[i]), entries[i].Value);
            }

            RecordBucket<(TKey, TValue)>.WriteBlock(codec, pairs.AsSpan(0, count), scratch, output);
            entries = entries[count..];
        }

        ArrayPool<(TKey, TValue)>.Shared.Return(pairs, clearArray: true);
    }

    public void Dispose() => table.Dispose();
}
