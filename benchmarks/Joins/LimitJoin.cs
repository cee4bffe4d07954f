namespace OrleansStream.Benchmarks;

/// <summary>The best hand-written join: both lists are cut by key into parts whose tables fit into a cache, then joined part by part.</summary>
internal sealed class LimitJoin : IVariant
{
    // 4 096 pairs of 16 bytes take twice that in a table: well inside a second-level cache.
    private const int PairsPerPart = 4096;
    private readonly PairsInput _input;
    private readonly int _threads;
    private readonly int[] _parts;
    private readonly NumberTable[] _tables;
    private readonly NumberParts _left;
    private readonly NumberParts _right;
    private long _sum;

    public LimitJoin(PairsInput input, int threads)
    {
        _input = input;
        _threads = threads;
        _parts = [.. Enumerable.Range(0, Math.Max(threads, input.Right.Length / PairsPerPart))];
        _tables = [.. Enumerable.Range(0, threads).Select(_ => new NumberTable())];
        _left = new NumberParts(input.Left.Length, _parts.Length, threads);
        _right = new NumberParts(input.Right.Length, _parts.Length, threads);
    }

    public ValueTask RunAsync()
    {
        _left.Cut(_input.Left);
        _right.Cut(_input.Right);
        _sum = Partitioned.Run(_parts, _threads, JoinShare).Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);

    private long JoinShare(ArraySegment<int> parts, int share)
    {
        long sum = 0;
        foreach (int part in parts)
        {
            _tables[share].Fill(_right.Part(part));
            sum += _tables[share].WeighMatches(_left.Part(part));
        }

        return sum;
    }
}
