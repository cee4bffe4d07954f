namespace OrleansStream.Benchmarks;

/// <summary>A join as a good C# developer writes it: LINQ, and parallel LINQ where there are more threads.</summary>
internal sealed class NaturalJoin(PairsInput input, int threads) : IVariant
{
    private long _sum;

    public ValueTask RunAsync()
    {
        _sum = threads == 1
            ? input.Left
                .Join(input.Right, left => left.Key, right => right.Key, (left, right) => JoinWorkload.Weigh(left.Key, left.Value, right.Value))
                .Sum()
            : input.Left.AsParallel().WithDegreeOfParallelism(threads)
                .Join(input.Right.AsParallel(), left => left.Key, right => right.Key, (left, right) => JoinWorkload.Weigh(left.Key, left.Value, right.Value))
                .Sum();
        return ValueTask.CompletedTask;
    }

    public Answer TakeAnswer() => new(_sum, 0);
}
