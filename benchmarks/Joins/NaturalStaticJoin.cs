namespace OrleansStream.Benchmarks;

/// <summary>A join with a static dataset as a good C# developer writes it: a dictionary made once, asked for each pair.</summary>
internal sealed class NaturalStaticJoin(StreamAndTable input, int threads) : IVariant
{
    private readonly Dictionary<long, long> _table = input.Table.ToDictionary(pair => pair.Key, pair => pair.Value);
    private long _sum;

    public ValueTask RunAsync()
    {
        _sum = Partitioned.Run(input.Stream, threads, SumShare).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);

    private long SumShare(ArraySegment<(long Key, long Value)> pairs, int share)
    {
        long sum = 0;
        foreach ((long key, long value) in pairs)
        {
            if (_table.TryGetValue(key, out long right))
            {
                sum += JoinWorkload.Weigh(key, value, right);
            }
        }

        return sum;
    }
}
