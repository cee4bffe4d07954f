using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Writes combined pairs to disk, divided into hash ranges.</summary>
internal sealed class RunWriter<TKey, TCombined>(BlockStore store, Codec<(TKey Key, TCombined Value)> codec)
{
    private const int FramePairs = 4096;

    // Pairs that are encoded at a time: runs cost memory of their own while they are written.
    private const int PairsAtATime = 64 * 1024;

    private readonly RunFile _file = new(store);
    private readonly ArrayBufferWriter<byte> _scratch = new();

    internal RunBucket<TKey, TCombined> NewBucket() => new(_file, codec);

    /// <summary>Appends the pairs of a table to a bucket.</summary>
    internal void Write<TStored, TKeys>(RunBucket<TKey, TCombined> bucket, CombineTable<TKey, TStored, TCombined, TKeys> table)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        ReadOnlySpan<CombineTable<TKey, TStored, TCombined, TKeys>.Entry> entries = table.Entries;
        int most = Math.Min(entries.Length, PairsAtATime);
        (TKey Key, TCombined Value)[] pairs = ArrayPool<(TKey Key, TCombined Value)>.Shared.Rent(most);
        ulong[] hashes = ArrayPool<ulong>.Shared.Rent(most);
        while (!entries.IsEmpty)
        {
            int count = Math.Min(entries.Length, most);
            for (int i = 0; i < count; i++)
            {
                pairs[i] = (table.KeyOf(in entries[i]), entries[i].Value);
                hashes[i] = entries[i].Hash;
            }

            Write(bucket, pairs.AsSpan(0, count), hashes.AsSpan(0, count));
            entries = entries[count..];
        }

        ArrayPool<(TKey Key, TCombined Value)>.Shared.Return(pairs, clearArray: true);
        ArrayPool<ulong>.Shared.Return(hashes);
    }

    /// <summary>Appends pairs to a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="pairs">The pairs; those of one hash range keep their order.</param>
    /// <param name="hashes">Their keys' hashes.</param>
    internal void Write(RunBucket<TKey, TCombined> bucket, ReadOnlySpan<(TKey Key, TCombined Value)> pairs, ReadOnlySpan<ulong> hashes)
    {
        int[] starts = new int[HashRange.Count + 1];
        foreach (ulong hash in hashes)
        {
            starts[HashRange.Of(hash) + 1]++;
        }

        for (int range = 0; range < HashRange.Count; range++)
        {
            starts[range + 1] += starts[range];
        }

        (TKey Key, TCombined Value)[] sorted = ArrayPool<(TKey Key, TCombined Value)>.Shared.Rent(pairs.Length);
        int[] next = [.. starts];
        for (int i = 0; i < pairs.Length; i++)
        {
            sorted[next[HashRange.Of(hashes[i])]++] = pairs[i];
        }

        try
        {
            Write(bucket, sorted, starts);
        }
        finally
        {
            ArrayPool<(TKey Key, TCombined Value)>.Shared.Return(sorted, clearArray: true);
        }
    }

    private void Write(RunBucket<TKey, TCombined> bucket, (TKey Key, TCombined Value)[] sorted, int[] starts)
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        var places = new List<(int Range, int Count)>();
        for (int range = 0; range < HashRange.Count; range++)
        {
            for (int from = starts[range]; from < starts[range + 1]; from += FramePairs)
            {
                int count = Math.Min(FramePairs, starts[range + 1] - from);
                _scratch.ResetWrittenCount();
                codec.WriteBlock(sorted.AsSpan(from, count), _scratch);
                frames.Add(_scratch.WrittenSpan.ToArray());
                places.Add((range, count));
            }
        }

        long[] at = _file.Append(frames);
        for (int i = 0; i < at.Length; i++)
        {
            bucket.Add(places[i].Range, at[i], places[i].Count);
        }
    }
}
