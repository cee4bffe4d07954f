namespace OrleansStream.Benchmarks;

/// <summary>Three maps and a filter as a good C# developer writes them: LINQ over an array.</summary>
internal sealed class NaturalMaps(NumbersInput input, int threads) : IVariant
{
    // LINQ is fastest over a whole array, so each thread has its own.
    private readonly long[][] _shares =
        threads == 1 ? [input.Numbers] : [.. Enumerable.Range(0, threads).Select(share => Partitioned.Share(input.Numbers, threads, share).ToArray())];

    private long _sum;

    public ValueTask RunAsync()
    {
        _sum = Partitioned.Run(_shares, threads, (share, _) => Sum(share[0])).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);

    private static long Sum(long[] numbers) => numbers
        .Select(x => x * 3)
        .Select(x => x + 7)
        .Select(x => x ^ (x >> 3))
        .Where(x => (x & 7) != 0)
        .Sum();
}
