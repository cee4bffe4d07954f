using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansStream.Benchmarks;

/// <summary>Cuts blocks into words and counts them: one thread's share of <see cref="LimitWordCount"/>.</summary>
/// <remarks>
/// 64 bytes at a time become a mask of the separators in them. Words are collected in a batch and their slots prefetched as they are
/// found, so that by the time the batch is counted the misses of all its words have been served side by side.
/// </remarks>
internal sealed unsafe class WordScanner : IDisposable
{
    private const int Chunk = 64;
    private const int LongestShortWord = 15;

    // A chunk ends at most 64 words.
    private const int Batch = 256;
    private const int Margin = Chunk + 16;
    private readonly bool _tokensOnly;
    private readonly Vector128<byte>* _keys = (Vector128<byte>*)NativeMemory.AlignedAlloc(Batch * 16, 64);
    private readonly uint* _hashes = (uint*)NativeMemory.AlignedAlloc(Batch * sizeof(uint), 64);
    private int _batched;

    /// <param name="tokensOnly">Finds words and hashes and counts nothing.</param>
    public WordScanner(bool tokensOnly) => _tokensOnly = tokensOnly;

    /// <summary>The words of at most 15 bytes.</summary>
    public ShortWordTable ShortWords { get; } = new();

    /// <summary>The others: correct, and rare enough in text not to matter.</summary>
    public Dictionary<string, long> LongWords { get; } = [];

    /// <summary>Forgets all words and keeps the memory.</summary>
    public void Clear()
    {
        ShortWords.Clear();
        LongWords.Clear();
    }

    /// <summary>Counts the words of a block that ends with '\n'.</summary>
    public void Count(ReadOnlySpan<byte> block)
    {
        int start = 0;
        fixed (byte* bytes = block)
        {
            start = Scan(bytes, block.Length - Margin);
        }

        // Near the end a load would read past the block: the rest is scanned in a copy with room behind it.
        ReadOnlySpan<byte> rest = block[start..];
        byte[] padded = new byte[rest.Length + Margin + Chunk];
        rest.CopyTo(padded);
        fixed (byte* bytes = padded)
        {
            Scan(bytes, rest.Length);
        }

        CountBatch();
    }

    public void Dispose()
    {
        ShortWords.Dispose();
        NativeMemory.AlignedFree(_keys);
        NativeMemory.AlignedFree(_hashes);
    }

    // Takes the words that end in the chunks that begin before limit; gives the start of the first word not taken.
    private int Scan(byte* bytes, int limit)
    {
        byte* start = bytes;
        for (int at = 0; at < limit; at += Chunk)
        {
            for (ulong ends = Separators(bytes + at); ends != 0; ends &= ends - 1)
            {
                byte* end = bytes + at + BitOperations.TrailingZeroCount(ends);
                int length = (int)(end - start);
                if (length <= LongestShortWord)
                {
                    Vector128<byte> key = ShortWordTable.Key(start, length);
                    uint hash = ShortWordTable.Hash(key);
                    ShortWords.Prefetch(hash);
                    _keys[_batched] = key;
                    _hashes[_batched++] = hash;
                }
                else
                {
                    AddLong(start, length);
                }

                start = end + 1;
            }

            if (_batched > Batch - Chunk)
            {
                CountBatch();
            }
        }

        return (int)(start - bytes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Separators(byte* chunk)
    {
        Vector512<byte> bytes = Vector512.Load(chunk);
        return (Vector512.Equals(bytes, Vector512.Create((byte)' ')) | Vector512.Equals(bytes, Vector512.Create((byte)'\n'))).ExtractMostSignificantBits();
    }

    private void CountBatch()
    {
        int count = _batched;
        _batched = 0;
        if (_tokensOnly)
        {
            return;
        }

        ShortWordTable words = ShortWords;
        for (int i = 0; i < count; i++)
        {
            words.Add(_keys[i], _hashes[i], 1);
        }
    }

    private void AddLong(byte* word, int length)
    {
        string text = System.Text.Encoding.UTF8.GetString(word, length);
        CollectionsMarshal.GetValueRefOrAddDefault(LongWords, text, out _)++;
    }
}
