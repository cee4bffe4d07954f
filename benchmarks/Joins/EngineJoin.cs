namespace OrleansStream.Benchmarks;

/// <summary>Joins as jobs.</summary>
internal static class EngineJoin
{
    public static IVariant Streams(PairsInput input, int threads)
    {
        long sum = 0;
        return new EngineVariant<(long Key, long Value)>(
            threads,
            context => Pairs(context, input.Left, threads)
                .Join(Pairs(context, input.Right, threads))
                .Map(pair => JoinWorkload.Weigh(pair.Key, pair.Value.Left, pair.Value.Right))
                .Reduce((a, b) => a + b)
                .ForeachRdd(async rdd => sum = (await rdd.CollectAsync()).Sum()),
            () => new Answer(sum, 0),
            context => Pairs(context, input.Left, threads)
                .Join(Pairs(context, input.Right, threads))
                .Map(pair => pair.Value.Left)
                .Reduce(Math.Max)
                .ForeachRdd(rdd => rdd.CollectAsync()));
    }

    public static IVariant WithTable(StreamAndTable input, int threads)
    {
        long sum = 0;
        return new EngineVariant<(long Key, long Value)>(
            threads,
            context =>
            {
                Rdd<(long Key, long Value)> table = context.Parallelize(input.Table);
                Pairs(context, input.Stream, threads)
                    .Transform(rdd => rdd.Join(table))
                    .Map(pair => JoinWorkload.Weigh(pair.Key, pair.Value.Left, pair.Value.Right))
                    .Reduce((a, b) => a + b)
                    .ForeachRdd(async rdd => sum = (await rdd.CollectAsync()).Sum());
            },
            () => new Answer(sum, 0));
    }

    public static IVariant WithCapturedTable(StreamAndTable input, int threads)
    {
        long sum = 0;
        Dictionary<long, long> table = input.Table.ToDictionary(pair => pair.Key, pair => pair.Value);
        return new EngineVariant<(long Key, long Value)>(
            threads,
            context => Pairs(context, input.Stream, threads)
                .FlatMap<long>((pair, emitter) =>
                {
                    if (table.TryGetValue(pair.Key, out long right))
                    {
                        emitter.Emit(JoinWorkload.Weigh(pair.Key, pair.Value, right));
                    }
                })
                .Reduce((a, b) => a + b)
                .ForeachRdd(async rdd => sum = (await rdd.CollectAsync()).Sum()),
            () => new Answer(sum, 0));
    }

    private static PartitionsStream<(long Key, long Value)> Pairs(StreamingContext context, (long Key, long Value)[] pairs, int threads) =>
        new(context, pairs, threads);
}
