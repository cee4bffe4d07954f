using OrleansStream.Testing;
using static OrleansStream.Conformance.PairOperatorCases;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>The operators that keep a batch in its tasks: by partition, by place, at random, with datasets of the job's own.</summary>
internal static class DatasetOperatorCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from make in Operators
        select make(input.Name, input.Batches);

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        Partitions(
            "mappartitionswithindex",
            pairs => pairs.MapPartitionsWithIndex((partition, part) => part.Select(pair => (partition, pair.Value))),
            all => all.SelectMany((part, partition) => part.Select(pair => (partition, pair.Value)))),
        Partitions("glom", pairs => pairs.Glom().Map(Joined), all => all.Select(Joined)),
        Narrow(
            "query",
            pairs => from pair in pairs
                     let twice = pair.Value * 2
                     where twice % 3 != 0
                     from part in Parts(pair.Key)
                     select part + twice,
            all => from pair in all
                   let twice = pair.Value * 2
                   where twice % 3 != 0
                   from part in Parts(pair.Key)
                   select part + twice),
        Coordinated(
            "query-on-datasets",
            pairs => pairs.Transform(rdd => from pair in rdd where pair.Value > 1 from part in Parts(pair.Key) select part),
            all => all.Where(pair => pair.Value > 1).SelectMany(pair => Parts(pair.Key))),
        Coordinated("zipwithindex", pairs => pairs.Transform(rdd => rdd.ZipWithIndex()), all => all.Select((pair, index) => (pair, (long)index))),
        Coordinated(
            "zipwithindex-of-shuffled",
            pairs => pairs.Transform(rdd => rdd.ReduceByKey((left, right) => left + right, 3).ZipWithIndex().Map(pair => pair.Index)),
            all => Enumerable.Range(0, all.Select(pair => pair.Key).Distinct().Count()).Select(index => (long)index)),
        Coordinated(
            "zipwithindex-twice",
            pairs => pairs.Transform(rdd => rdd.Filter(pair => pair.Value % 2 == 0).ZipWithIndex().Filter(pair => pair.Index != 1).ZipWithIndex()
                .Map(pair => (pair.Value.Value.Value, pair.Index))),
            all => all.Where(pair => pair.Value % 2 == 0).Where((_, index) => index != 1).Select((pair, index) => (pair.Value, (long)index))),
        Coordinated("coalesce-1", pairs => pairs.Transform(rdd => rdd.Coalesce(1).MapPartitions(part => part.Skip(1))), all => all.Skip(1)),
        Coordinated("coalesce-2", pairs => pairs.Transform(rdd => rdd.Coalesce(2)), all => all),
        Coordinated(
            "coalesce-of-shuffled",
            pairs => pairs.Transform(rdd => rdd.ReduceByKey(Math.Max, 5).Coalesce(2).Map(pair => pair.Value).Coalesce(1).Glom().Map(part => part.Sum())),
            all => all.Count == 0 ? [0] : [all.GroupBy(pair => pair.Key).Sum(group => group.Max(pair => pair.Value))]),
        Coordinated("zip", pairs => pairs.Transform(rdd => rdd.Map(pair => pair.Value).Zip(rdd.Map(pair => pair.Key))), all => all.Select(pair => (pair.Value, pair.Key))),
        Coordinated(
            "zippartitions",
            pairs => pairs.Transform(rdd => rdd.ZipPartitions(rdd.Filter(pair => pair.Value > 2), (all, some) => all.Concat(some).Select(_ => 1L)).ReduceToSum()),
            all => [all.Count + all.Count(pair => pair.Value > 2)]),
        Coordinated(
            "cartesian",
            pairs => pairs.Transform(rdd => rdd.Filter(pair => pair.Value < 9).Cartesian(pairs.Context.Parallelize([10, 20, 30], 2))
                .Map(pair => (pair.First.Value * 100) + pair.Second).ReduceToSum()),
            all => [all.Where(pair => pair.Value < 9).Sum(pair => (pair.Value * 300) + 60)]),
        Coordinated("sample-all", pairs => pairs.Transform(rdd => rdd.Sample(withReplacement: false, 1, seed: 3)), all => all),
        Coordinated("sample-none", pairs => pairs.Transform(rdd => rdd.Sample(withReplacement: true, 0)), _ => Array.Empty<Pair>()),
        Coordinated(
            "randomsplit",
            pairs => pairs.Transform(rdd => pairs.Context.Union(rdd.RandomSplit([1, 2, 0, 3], seed: 5)).Map(pair => pair.Value).ReduceToSum()),
            all => [all.Sum(pair => pair.Value)]),
        Coordinated(
            "transformwith",
            pairs => pairs.TransformWith(pairs.Map(pair => pair.Value), (rdd, values) => rdd.Map(pair => pair.Value + 1).Union(values)),
            all => all.Select(pair => pair.Value + 1).Concat(all.Select(pair => pair.Value))),
        Coordinated(
            "transformwith-time",
            pairs => pairs.TransformWith(pairs, (rdd, other, time) => rdd.Filter(_ => rdd.Time == time).Zip(other).Map(pair => pair.Second.Value)),
            all => all.Select(pair => pair.Value)),
        Coordinated(
            "transform-async-with",
            pairs => pairs.TransformWith(pairs, async (rdd, other, _, cancellation) =>
            {
                long count = await other.CountAsync(cancellation);
                return rdd.Map(pair => pair.Value + count);
            }),
            all => all.Select(pair => pair.Value + all.Count)),
        Narrow("mapasync", pairs => pairs.MapAsync(LaterAsync, maxConcurrency: 3), all => all.Select(pair => (pair.Key + "?", pair.Value))),
        Narrow(
            "mapasync-between",
            pairs => pairs.Filter(pair => pair.Value > 1).MapAsync(LaterAsync, 1).Map(pair => pair.Value).MapAsync(async (number, _) =>
            {
                await Task.Yield();
                return number * 2;
            }, 4),
            all => all.Where(pair => pair.Value > 1).Select(pair => pair.Value * 2)),
        (input, batches) => new ConformanceCase<Pair, (string Key, long Value)>(
            $"mapasync-unordered/{input}",
            batches,
            pairs => pairs.MapAsync(LaterAsync, 5, ordered: false),
            [.. batches.Select(batch => batch?.Records.Select(pair => (pair.Key + "?", pair.Value)).ToArray())],
            ordered: false),
        Coordinated(
            "mapasync-of-shuffled",
            pairs => pairs.Transform(rdd => rdd.ReduceByKey((left, right) => left + right, 3).MapAsync(LaterAsync, 2).Map(pair => pair.Value).ReduceToSum()),
            all => [all.Sum(pair => pair.Value)]),
        Coordinated("union-of-three", pairs => pairs.Context.Union(pairs, pairs.Filter(pair => pair.Value == 1), pairs), all => [.. all, .. all.Where(pair => pair.Value == 1), .. all]),
        Coordinated(
            "transform-of-three",
            pairs => pairs.Context.Transform(
                [pairs, pairs.Filter(pair => pair.Value == 1), pairs],
                (datasets, time) => pairs.Context.Union(datasets.Reverse()).Map(pair => (pair, datasets[0].Time == time))),
            all => all.Concat(all.Where(pair => pair.Value == 1)).Concat(all).Select(pair => (pair, true))),
    ];

    private static Rdd<long> ReduceToSum(this Rdd<long> rdd) =>
        rdd.Map(number => (0, number)).ReduceByKey((left, right) => left + right, 1)
            .MapPartitions(part => new[] { part.Sum(pair => pair.Value) });

    private static async Task<(string Key, long Value)> LaterAsync(Pair pair, CancellationToken cancellation)
    {
        for (long i = pair.Value % 3; i > 0; i--)
        {
            await Task.Yield();
        }

        return (pair.Key + "?", pair.Value);
    }

    private static string Joined(IEnumerable<Pair> pairs) => string.Join(" ", pairs);

    private static IEnumerable<string> Parts(string? text) => text is null ? ["none"] : [text, text + text];

    /// <summary>The model sees the partitions.</summary>
    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Partitions<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<IReadOnlyList<IReadOnlyList<Pair>>, IEnumerable<TOut>> model) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model(batch.Partitions).ToArray())], ordered: true);
}
