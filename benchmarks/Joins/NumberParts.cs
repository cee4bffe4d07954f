namespace OrleansStream.Benchmarks;

/// <summary>A list of pairs cut by a hash of the key: a counting sort, each thread with a share of the list.</summary>
internal sealed class NumberParts(int length, int parts, int threads)
{
    private readonly (long Key, long Value)[] _sorted = new (long, long)[length];
    private readonly int[][] _next = [.. Enumerable.Range(0, threads).Select(_ => new int[parts])];
    private readonly int[] _starts = new int[parts + 1];

    /// <summary>Cuts a list of the length that was given.</summary>
    public void Cut((long Key, long Value)[] pairs)
    {
        Partitioned.Run(pairs, threads, Count);
        int start = 0;
        for (int part = 0; part < parts; part++)
        {
            _starts[part] = start;
            foreach (int[] next in _next)
            {
                (next[part], start) = (start, start + next[part]);
            }
        }

        _starts[parts] = start;
        Partitioned.Run(pairs, threads, Scatter);
    }

    /// <summary>The pairs of a part.</summary>
    public ReadOnlySpan<(long Key, long Value)> Part(int part) => _sorted.AsSpan(_starts[part].._starts[part + 1]);

    private int Count(ArraySegment<(long Key, long Value)> pairs, int share)
    {
        int[] next = _next[share];
        Array.Clear(next);
        foreach ((long key, _) in pairs.AsSpan())
        {
            next[PartOf(key)]++;
        }

        return pairs.Count;
    }

    private int Scatter(ArraySegment<(long Key, long Value)> pairs, int share)
    {
        int[] next = _next[share];
        foreach ((long Key, long Value) pair in pairs.AsSpan())
        {
            _sorted[next[PartOf(pair.Key)]++] = pair;
        }

        return pairs.Count;
    }

    // Other bits of the product than those that place a key in its part's table, which has fewer pairs than the list.
    private int PartOf(long key) => (int)((((ulong)key * 0xD6E8FEB86659FD93) >> 32) * (ulong)parts >> 32);
}
