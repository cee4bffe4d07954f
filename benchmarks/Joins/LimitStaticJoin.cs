namespace OrleansStream.Benchmarks;

/// <summary>The best hand-written join with a static dataset: an open table of numbers made once, asked for each pair.</summary>
internal sealed class LimitStaticJoin : IVariant
{
    private readonly (long Key, long Value)[] _stream;
    private readonly int _threads;
    private readonly NumberTable _table = new();
    private long _sum;

    public LimitStaticJoin(StreamAndTable input, int threads)
    {
        _stream = input.Stream;
        _threads = threads;
        _table.Fill(input.Table);
    }

    public ValueTask RunAsync()
    {
        _sum = Partitioned.Run(_stream, _threads, (pairs, _) => _table.WeighMatches(pairs)).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);
}
