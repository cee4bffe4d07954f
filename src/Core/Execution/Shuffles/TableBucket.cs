using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of combined pairs: the table of a map task for one reduce partition.</summary>
internal sealed class TableBucket<TKey, TStored, TValue, TKeys>(CombineTable<TKey, TStored, TValue, TKeys> table, TKeys keys, JobEncoding encoding)
    : IShuffleBucket
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    internal CombineTable<TKey, TStored, TValue, TKeys> Table => table;

    public long Records => table.Count;

    public void Encode(IBufferWriter<byte> output) => EntryBlocks.Write(table, keys, encoding, output);

    public void Dispose() => table.Dispose();
}
