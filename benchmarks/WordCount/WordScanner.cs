using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansStream.Benchmarks;

/// <summary>Cuts blocks into words and counts them: one thread's share of <see cref="LimitWordCount"/>.</summary>
/// <remarks>
/// <para>A stretch of some kilobytes at a time goes through three loops, each small enough to stay in registers:</para>
/// <para>1. 64 bytes become a mask of the separators in them, and the mask a list of positions. How many there are is not branched on
/// (it would be mispredicted once every 64 bytes), except beyond what text ever has.</para>
/// <para>2. Words become keys and hashes.</para>
/// <para>3. Words are counted, their slots prefetched some words ahead, so that misses overlap.</para>
/// </remarks>
internal sealed unsafe class WordScanner : IDisposable
{
    private const int Chunk = 64;
    private const int Stretch = 32 * Chunk;
    private const int UsualWordsInChunk = 12;

    // Every byte of a stretch may be a separator. What is written beyond the last word is overwritten or ignored; what is read there too.
    private const int MostWords = Stretch + UsualWordsInChunk + ShortWordTable.Ahead;

    // Loads may read a chunk, and a key from a word's first byte, beyond what is scanned.
    private const int Margin = Chunk + 16;
    private readonly bool _tokensOnly;
    private readonly int* _ends = Allocate<int>();
    private readonly uint* _hashes = Allocate<uint>();
    private readonly Vector128<byte>* _keys = Allocate<Vector128<byte>>();

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
        int start;
        fixed (byte* bytes = block)
        {
            start = Scan(bytes, block.Length - Margin);
        }

        // Near the end a load would read past the block: the rest is scanned in a copy with room behind it.
        ReadOnlySpan<byte> rest = block[start..];
        byte[] padded = new byte[rest.Length + Margin];
        rest.CopyTo(padded);
        fixed (byte* bytes = padded)
        {
            Scan(bytes, rest.Length);
        }
    }

    public void Dispose()
    {
        ShortWords.Dispose();
        NativeMemory.AlignedFree(_ends);
        NativeMemory.AlignedFree(_hashes);
        NativeMemory.AlignedFree(_keys);
    }

    private static T* Allocate<T>()
        where T : unmanaged => (T*)NativeMemory.AlignedAlloc((nuint)(MostWords * sizeof(T)), Chunk);

    // Takes the words that end in the chunks that begin before limit; gives the start of the first word not taken.
    private int Scan(byte* bytes, int limit)
    {
        int start = 0;
        for (int at = 0; at < limit; at += Stretch)
        {
            int count = FindEnds(bytes, at, Math.Min(at + Stretch, limit), _ends);
            if (count == 0)
            {
                continue;
            }

            int first = start;
            bool allShort = MakeKeys(bytes, first, count);
            start = _ends[count - 1] + 1;
            if (!allShort)
            {
                count = TakeLongWordsOut(bytes, first, count);
            }

            if (!_tokensOnly)
            {
                ShortWords.Count(_keys, _hashes, count);
            }
        }

        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FindEnds(byte* bytes, int from, int to, int* ends)
    {
        int* next = ends;
        for (int at = from; at < to; at += Chunk)
        {
            Vector512<byte> chunk = Vector512.Load(bytes + at);
            Vector512<byte> separators = Vector512.Equals(chunk, Vector512.Create((byte)' ')) | Vector512.Equals(chunk, Vector512.Create((byte)'\n'));
            ulong mask = separators.ExtractMostSignificantBits();
            int count = BitOperations.PopCount(mask);
            for (int i = 0; i < UsualWordsInChunk; i++)
            {
                next[i] = at + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }

            for (int i = UsualWordsInChunk; i < count; i++)
            {
                next[i] = at + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }

            next += count;
        }

        return (int)(next - ends);
    }

    // Gives whether all words were short; a long word gets a key that means nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool MakeKeys(byte* bytes, int start, int count)
    {
        int* ends = _ends;
        uint* hashes = _hashes;
        Vector128<byte>* keys = _keys;
        int longest = 0;
        for (int i = 0; i < count; i++)
        {
            int end = ends[i];
            int length = end - start;
            Vector128<byte> key = ShortWordTable.Key(bytes + start, length);
            keys[i] = key;
            hashes[i] = ShortWordTable.Hash(key);
            longest = Math.Max(longest, length);
            start = end + 1;
        }

        return longest <= ShortWordTable.LongestWord;
    }

    // Counts the long words, closes up the short ones and gives their number.
    private int TakeLongWordsOut(byte* bytes, int start, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            int length = _ends[i] - start;
            if (length > ShortWordTable.LongestWord)
            {
                string word = System.Text.Encoding.UTF8.GetString(bytes + start, length);
                CollectionsMarshal.GetValueRefOrAddDefault(LongWords, word, out _)++;
            }
            else
            {
                _keys[kept] = _keys[i];
                _hashes[kept++] = _hashes[i];
            }

            start = _ends[i] + 1;
        }

        return kept;
    }
}
