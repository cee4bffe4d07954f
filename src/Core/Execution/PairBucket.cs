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

/// <summary>A bucket of pairs that came encoded from another process.</summary>
internal sealed class DecodedBucket<TKey, TValue>((TKey Key, TValue Value)[] pairs, KeyArena arena) : IShuffleBucket
{
    internal (TKey Key, TValue Value)[] Pairs => pairs;

    public long Records => pairs.Length;

    internal static DecodedBucket<TKey, TValue> Decode(ReadOnlySpan<byte> bytes, JobRuntime job)
    {
        Codec<(TKey, TValue)> codec = job.Encoding.CodecFor<(TKey, TValue)>();
        var pairs = new (TKey, TValue)[codec.CountOf(bytes)];
        var arena = new KeyArena(poison: job.PoisonBuffers);
        codec.ReadBlock(bytes, pairs, arena);
        return new DecodedBucket<TKey, TValue>(pairs, arena);
    }

    public void Encode(IBufferWriter<byte> output) =>
        throw new NotSupportedException("A bucket that was received is never sent on.");

    public void Dispose() => arena.Dispose();
}
