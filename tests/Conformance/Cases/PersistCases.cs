using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Persisted streams: at each level, in the middle of a chain, before and after shuffles, read twice.</summary>
internal static class PersistCases
{
    private static readonly FeedBatch<Pair> Pairs = FeedBatch.Cut(
        Enumerable.Range(0, 3000).Select(number => (number % 7 == 0 ? null : FormattableString.Invariant($"k{number % 40}"), (long)number)), 3);

    internal static IEnumerable<ConformanceCase> All() => Enum.GetValues<StorageLevel>().SelectMany(Cases);

    private static IEnumerable<ConformanceCase> Cases(StorageLevel level) =>
    [
        Case($"persist/{level}/mid-chain", pairs => Twice(pairs.Map(pair => (pair.Key, pair.Value + 1)).Persist(level)), Twice),
        Case($"persist/{level}/source", pairs => Twice(pairs.Persist(level)), records => Twice(records.Select(pair => (pair.Key, pair.Value - 1)))),
        Case(
            $"persist/{level}/after-shuffle",
            pairs =>
            {
                DStream<Pair> sums = pairs.ReduceByKey((left, right) => left + right).Persist(level);
                return sums.Union(sums.Map(pair => (pair.Key, -pair.Value)));
            },
            records => Sums(records).SelectMany(pair => new[] { pair, (pair.Key, -pair.Value) })),
        Case(
            $"persist/{level}/rdd",
            pairs => pairs.Transform(rdd =>
            {
                Rdd<Pair> kept = rdd.Filter(pair => pair.Value % 2 == 0).Persist(level);
                return kept.Union(kept).ReduceByKey((left, right) => left + right);
            }),
            records => Sums(records.Where(pair => pair.Value % 2 == 0)).Select(pair => (pair.Key, 2 * pair.Value))),
    ];

    private static DStream<Pair> Twice(DStream<Pair> kept) =>
        kept.Filter(pair => pair.Value % 3 == 0).Union(kept.ReduceByKey((left, right) => left + right));

    private static IEnumerable<Pair> Twice(IEnumerable<Pair> records)
    {
        Pair[] kept = [.. records.Select(pair => (pair.Key, pair.Value + 1))];
        return [.. kept.Where(pair => pair.Value % 3 == 0), .. Sums(kept)];
    }

    private static IEnumerable<Pair> Sums(IEnumerable<Pair> records) =>
        records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.Sum(pair => pair.Value)));

    private static ConformanceCase Case(string name, Func<DStream<Pair>, DStream<Pair>> build, Func<IEnumerable<Pair>, IEnumerable<Pair>> model)
    {
        Pair[] expected = [.. model(Pairs.Records)];
        return new ConformanceCase<Pair, Pair>(name, [Pairs, FeedBatch.Of<Pair>(), Pairs], build, [expected, [], expected], ordered: false);
    }
}
