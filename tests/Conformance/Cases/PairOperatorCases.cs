using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Every operator over every kind of input.</summary>
internal static class PairOperatorCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from make in Operators
        select make(input.Name, input.Batches);

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        Narrow("map", pairs => pairs.Map(pair => (pair.Key + "!", pair.Value * 2)), all => all.Select(pair => (pair.Key + "!", pair.Value * 2))),
        Narrow("map-type", pairs => pairs.Map(pair => pair.Value / 2.0), all => all.Select(pair => pair.Value / 2.0)),
        Narrow("filter", pairs => pairs.Filter(pair => pair.Value % 2 == 0), all => all.Where(pair => pair.Value % 2 == 0)),
        Narrow("filter-all", pairs => pairs.Filter(_ => false), _ => Array.Empty<Pair>()),
        Narrow("flatmap-array", pairs => pairs.FlatMap(pair => new[] { pair.Value, -pair.Value }), all => all.SelectMany(pair => new[] { pair.Value, -pair.Value })),
        Narrow("flatmap-list", pairs => pairs.FlatMap(pair => Repeat(pair).ToList()), all => all.SelectMany(Repeat)),
        Narrow("flatmap-lazy", pairs => pairs.FlatMap(Repeat), all => all.SelectMany(Repeat)),
        Narrow<string?>(
            "flatmap-emitter",
            pairs => pairs.FlatMap<string?>((pair, emitter) =>
            {
                for (long i = 0; i < pair.Value % 3; i++)
                {
                    emitter.Emit(pair.Key);
                }
            }),
            all => all.SelectMany(pair => Enumerable.Repeat(pair.Key, (int)(pair.Value % 3)))),
        Partitionwise("mappartitions", pairs => pairs.MapPartitions(part => new[] { part.Sum(pair => pair.Value) }), part => [part.Sum(pair => pair.Value)]),
        Partitionwise("mappartitions-lazy", pairs => pairs.MapPartitions(part => part.Skip(1)), part => part.Skip(1)),
        Reduce("reducebykey", partitions: null),
        Reduce("reducebykey-1", 1),
        Reduce("reducebykey-2", 2),
        Reduce("reducebykey-5", 5),
        Coordinated("union", pairs => pairs.Filter(pair => pair.Value > 1).Union(pairs), all => all.Where(pair => pair.Value > 1).Concat(all)),
        Coordinated("union-self", pairs => pairs.Union(pairs), all => all.Concat(all)),
        Coordinated("transform", pairs => pairs.Transform(rdd => rdd.Map(pair => pair.Value).Filter(value => value != 2)), all => all.Select(pair => pair.Value).Where(value => value != 2)),
        Coordinated(
            "transform-time",
            pairs => pairs.Transform((rdd, time) => rdd.Map(pair => rdd.Time == time ? pair.Value : -1)),
            all => all.Select(pair => pair.Value)),
        Coordinated(
            "transform-async",
            pairs => pairs.Transform(async (rdd, _, cancellation) =>
            {
                long count = await rdd.CountAsync(cancellation);
                return rdd.Map(pair => (pair.Key, count - pair.Value));
            }),
            all => all.Select(pair => (pair.Key, all.Count - pair.Value))),
        Whole("count", pairs => pairs.Count(), all => [all.Count]),
        .. ErrorOperators,
    ];

    /// <summary>Functions that throw on some records, and what is left of the others.</summary>
    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> ErrorOperators =>
    [
        Narrow("skip-map", pairs => pairs.Map(Halve).SkipErrors(), all => all.Where(IsEven).Select(Halve)),
        Narrow("skip-filter", pairs => pairs.Filter(pair => Halve(pair) > 1).SkipErrors(), all => all.Where(pair => IsEven(pair) && Halve(pair) > 1)),
        Narrow("skip-flatmap", pairs => pairs.FlatMap(HalveLate).SkipErrors(), all => all.Where(IsEven).SelectMany(HalveLate)),
        Narrow<long>(
            "skip-flatmap-emitter",
            pairs => pairs.FlatMap<long>((pair, emitter) =>
            {
                emitter.Emit(pair.Value);
                emitter.Emit(Halve(pair));
            }).SkipErrors(),
            all => all.Where(IsEven).SelectMany(HalveLate)),
        Narrow("skip-chain", pairs => pairs.Map(Halve).SkipErrors().Filter(half => half > 0).SkipErrors().Map(half => half + 1), all => all.Where(IsEven).Select(Halve).Where(half => half > 0).Select(half => half + 1)),
        Coordinated(
            "divert",
            pairs => pairs.Map(Halve).DivertErrors(out DStream<DeadLetter> letters).Map(half => $"{half}").Union(letters.Map(letter => letter.Record)),
            all => all.Where(IsEven).Select(pair => $"{Halve(pair)}")
                .Concat(all.Where(pair => !IsEven(pair)).Select(pair => $"({pair.Key ?? "null"},{pair.Value})"))),
    ];

    private static bool IsEven(Pair pair) => pair.Value % 2 == 0;

    private static long Halve(Pair pair) => IsEven(pair) ? pair.Value / 2 : throw new FormatException($"{pair.Value} is odd.");

    /// <summary>Gives one element before it may throw.</summary>
    private static IEnumerable<long> HalveLate(Pair pair)
    {
        yield return pair.Value;
        yield return Halve(pair);
    }

    private static IEnumerable<Pair> Repeat(Pair pair)
    {
        for (long i = 0; i < pair.Value % 4; i++)
        {
            yield return (pair.Key, i);
        }
    }

    /// <summary>The order of partitions and of records in them stays.</summary>
    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Narrow<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<IReadOnlyList<Pair>, IEnumerable<TOut>> model) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model([.. batch.Records]).ToArray())], ordered: true);

    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Partitionwise<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<IReadOnlyList<Pair>, IEnumerable<TOut>> model) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch?.Partitions.SelectMany(model).ToArray())], ordered: true);

    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Whole<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<IReadOnlyList<Pair>, IReadOnlyList<TOut>> model) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model([.. batch.Records]))], ordered: true);

    /// <summary>As <see cref="Narrow"/>, and a batch in which the parent has no dataset fails.</summary>
    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Coordinated<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<IReadOnlyList<Pair>, IEnumerable<TOut>> model) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model([.. batch.Records]).ToArray())], ordered: true)
        {
            ExpectsFailure = batches.Contains(null),
        };

    /// <summary>The function is associative and not commutative: values must meet in the order of the input.</summary>
    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Reduce(string name, int? partitions) =>
        (input, batches) => new ConformanceCase<Pair, (string? Key, string Value)>(
            $"{name}/{input}",
            batches,
            pairs => pairs.Map(pair => (pair.Key, FormattableString.Invariant($"{pair.Value}"))).ReduceByKey((left, right) => left + "," + right, partitions),
            [.. batches.Select(batch => batch is null ? null : Reduced(batch))],
            ordered: false);

    private static (string? Key, string Value)[] Reduced(FeedBatch<Pair> batch) =>
        [.. batch.Records.GroupBy(pair => pair.Key).Select(group =>
            (group.Key, string.Join(",", group.Select(pair => FormattableString.Invariant($"{pair.Value}")))))];
}
