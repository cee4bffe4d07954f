namespace OrleansStream.Benchmarks;

/// <summary>Three maps and a filter as a job.</summary>
internal static class EngineMaps
{
    public static IVariant Create(NumbersInput input, int threads)
    {
        long sum = 0;
        return new EngineVariant<long>(
            threads,
            context => Numbers(context)
                .Map(x => x * 3)
                .Map(x => x + 7)
                .Map(x => x ^ (x >> 3))
                .Filter(x => (x & 7) != 0)
                .Reduce((a, b) => a + b)
                .ForeachRdd(async rdd => sum = (await rdd.CollectAsync()).Sum()),
            () => new Answer(sum, 0),
            context => Numbers(context).Map(x => x - 1).Map(x => x * 5).Map(x => -x).Filter(x => x < -5).Reduce(Math.Min).ForeachRdd(rdd => rdd.CollectAsync()),
            context => Numbers(context).Map(x => x ^ 2).Map(x => x >> 1).Map(x => ~x).Filter(x => x % 3 == 0).Reduce(Math.Max).ForeachRdd(rdd => rdd.CollectAsync()));

        PartitionsStream<long> Numbers(StreamingContext context) => new(context, input.Numbers, threads);
    }
}
