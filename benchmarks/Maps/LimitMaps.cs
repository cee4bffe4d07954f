namespace OrleansStream.Benchmarks;

/// <summary>Three maps and a filter written into one loop.</summary>
internal sealed class LimitMaps(NumbersInput input, int threads) : IVariant
{
    // One call for so many numbers lets the JIT finish its work within the first run.
    private const int Chunk = 64 * 1024;

    private long _sum;

    public ValueTask RunAsync()
    {
        _sum = Partitioned.Run(input.Numbers, threads, SumShare).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);

    private static long SumShare(ArraySegment<long> numbers, int share)
    {
        long sum = 0;
        for (int start = 0; start < numbers.Count; start += Chunk)
        {
            sum += SumChunk(numbers.AsSpan(start, Math.Min(Chunk, numbers.Count - start)));
        }

        return sum;
    }

    private static long SumChunk(ReadOnlySpan<long> numbers)
    {
        long sum = 0;
        foreach (long number in numbers)
        {
            long x = (number * 3) + 7;
            x ^= x >> 3;
            if ((x & 7) != 0)
            {
                sum += x;
            }
        }

        return sum;
    }
}
