using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>A file of pairs of numbers, as they lie in memory, and loops that load it into tables: recovery by hand.</summary>
internal sealed class PairsFile(string path)
{
    private const int ChunkLength = 64 * 1024;

    /// <summary>Writes a pair for each key.</summary>
    public void Write(long[] keys)
    {
        using FileStream file = Open(FileMode.CreateNew, FileAccess.Write);
        foreach (long[] chunk in keys.Chunk(ChunkLength))
        {
            (long Key, long Value)[] pairs = [.. chunk.Select(key => (key, 1L))];
            file.Write(MemoryMarshal.AsBytes<(long, long)>(pairs));
        }
    }

    /// <summary>Loads it into a dictionary.</summary>
    /// <returns>How many keys it has.</returns>
    public int LoadDictionary()
    {
        Dictionary<long, long> table = [];
        Read(table.EnsureCapacity, pairs =>
        {
            foreach ((long key, long value) in pairs)
            {
                table[key] = value;
            }
        });
        return table.Count;
    }

    /// <summary>Loads it into an inline table.</summary>
    /// <returns>The sum of the values.</returns>
    public long LoadTable()
    {
        LongTable? table = null;
        Read(
            count =>
            {
                table = new LongTable(count);
                return count;
            },
            pairs => table!.Add(pairs, 0, 1));
        return table!.Total();
    }

    private void Read(Func<int, int> begin, Action<Span<(long Key, long Value)>> add)
    {
        using FileStream file = Open(FileMode.Open, FileAccess.Read);
        var chunk = new (long Key, long Value)[ChunkLength];
        Span<byte> bytes = MemoryMarshal.AsBytes(chunk.AsSpan());
        int pairLength = bytes.Length / ChunkLength;
        begin((int)(file.Length / pairLength));
        while (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) is > 0 and int read)
        {
            add(chunk.AsSpan(0, read / pairLength));
        }
    }

    private FileStream Open(FileMode mode, FileAccess access) => new(path, mode, access, FileShare.Read, bufferSize: 0);
}
