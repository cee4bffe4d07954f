namespace OrleansStream.Benchmarks;

/// <summary>Sliding sums as jobs.</summary>
internal static class EngineWindow
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(SlidingWorkload.WindowLength);

    public static IVariant Plain(BatchesInput input, int threads) => Job(
        input,
        threads,
        pairs => pairs.ReduceByKeyAndWindow((a, b) => a + b, Window),
        pairs => pairs.ReduceByKeyAndWindow(Math.Max, Window),
        pairs => pairs.ReduceByKeyAndWindow((a, b) => a ^ b, Window));

    public static IVariant Inverse(BatchesInput input, int threads) => Job(
        input,
        threads,
        pairs => pairs.ReduceByKeyAndWindow((a, b) => a + b, (sum, left) => sum - left, Window),
        pairs => pairs.ReduceByKeyAndWindow((a, b) => a + b + 1, (sum, left) => sum - left - 1, Window),
        pairs => pairs.ReduceByKeyAndWindow((a, b) => a ^ b, (a, b) => a ^ b, Window));

    private static EngineVariant<(long Key, long Value)> Job(
        BatchesInput input,
        int threads,
        Func<DStream<(long Key, long Value)>, DStream<(long Key, long Value)>> window,
        params Func<DStream<(long Key, long Value)>, DStream<(long Key, long Value)>>[] others)
    {
        long sum = 0;
        return new EngineVariant<(long Key, long Value)>(
            threads,
            context => window(Pairs(context))
                .Map(pair => SlidingWorkload.Weigh(pair.Key, pair.Value))
                .Reduce((a, b) => a + b)
                .ForeachRdd(async rdd => sum = (await rdd.CollectAsync()).Sum()),
            () => new Answer(sum, 0),
            [.. others.Select(other => (Action<StreamingContext>)(context => other(Pairs(context)).Map(pair => pair.Value).ForeachRdd(rdd => rdd.CountAsync())))]);

        RingStream<(long Key, long Value)> Pairs(StreamingContext context) => new(context, input.Batches, threads);
    }
}
