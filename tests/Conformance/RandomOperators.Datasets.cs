using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

internal static partial class RandomOperators
{
    private static IEnumerable<RandomOperator> OfDatasets(int number, int? partitions) =>
    [
        RandomOperator.Dataset(
            rdd => rdd.ZipWithIndex().Map(pair => (pair.Index, pair.Value.Value)).ReduceByKey((_, _) => long.MinValue, partitions).Map(pair => (KeyOf(pair.Key % 5), pair.Value > long.MinValue ? 1L : 0)),
            all => Enumerable.Range(0, all.Count).Select(index => (KeyOf(index % 5), 1L))),
        RandomOperator.Dataset(
            rdd => rdd.ZipWithUniqueId().Map(pair => (pair.Id, pair.Value)).GroupByKey(partitions).Filter(pair => pair.Value.Count == 1).Map(pair => pair.Value[0]),
            all => all),
        RandomOperator.Dataset(rdd => rdd.Zip(rdd).Map(pair => (pair.First.Key, pair.Second.Value)), all => all),
        RandomOperator.One(
            one => one.Transform(rdd => one.Context.Union(rdd.RandomSplit([1, number], number))), all => all) with { NeedsDatasets = true },
        RandomOperator.Dataset(rdd => rdd.Sample(withReplacement: false, 1, number), all => all),
        RandomOperator.One(
            one => one.Transform(rdd => rdd.Filter(pair => pair.Value % 3 == 0).Cartesian(one.Context.Parallelize([1L, 2L], number)).Map(pair => (pair.First.Key, pair.First.Value + pair.Second))),
            all => all.Where(pair => pair.Value % 3 == 0).SelectMany(pair => new[] { (pair.Key, pair.Value + 1), (pair.Key, pair.Value + 2) })) with
        {
            NeedsDatasets = true,
        },
        RandomOperator.Dataset(rdd => rdd.SortBy(pair => (pair.Value, pair.Key), number % 2 == 0, partitions), all => all),
        RandomOperator.Dataset(
            rdd => rdd.SortByKey(number % 2 == 0, partitions).MapPartitions(part => InOrder(part, number % 2 == 0 ? 1 : -1)), all => all),
        RandomOperator.Dataset(rdd => rdd.RepartitionAndSortWithinPartitions(new ByLength(number)).MapPartitions(part => InOrder(part, 1)), all => all),
        RandomOperator.Dataset(
            rdd =>
            {
                Rdd<Pair> kept = rdd.Filter(pair => pair.Value % 2 == 0).Persist((StorageLevel)number);
                return kept.Union(kept.Map(pair => (pair.Key, pair.Value + 1)));
            },
            all => all.Where(pair => pair.Value % 2 == 0).SelectMany(pair => new[] { pair, (pair.Key, pair.Value + 1) })),
        RandomOperator.One(
            one => one.Transform(async (rdd, _, cancellation) =>
            {
                long count = await rdd.CountAsync(cancellation);
                return rdd.ReduceByKey(Math.Min, partitions).Map(pair => (pair.Key, pair.Value + (count % 7)));
            }),
            all => Grouped(all, Enumerable.Min).Select(pair => (pair.Key, pair.Value + (all.Count % 7)))) with { NeedsDatasets = true },
    ];

    private static IEnumerable<RandomOperator> LeavingOut(int number) =>
    [
        RandomOperator.One(one => one.Map(pair => Sound(pair, number)).SkipErrors(), all => all.Where(pair => IsSound(pair, number))),
        RandomOperator.One(one => one.Filter(pair => Sound(pair, number).Value > long.MinValue).SkipErrors(), all => all.Where(pair => IsSound(pair, number))),
        RandomOperator.One(
            one => one.FlatMap(pair => new[] { pair, pair }.Select((same, i) => i == 0 ? same : Sound(same, number))).SkipErrors(),
            all => all.Where(pair => IsSound(pair, number)).SelectMany(pair => new[] { pair, pair })),
        RandomOperator.One(
            one => one.MapValues(value => Sound((null, value), number).Value).SkipErrors(), all => all.Where(pair => IsSound(pair, number))),
        RandomOperator.One(
            one => one.FlatMapValues(value => new[] { Sound((null, value), number).Value }).SkipErrors(), all => all.Where(pair => IsSound(pair, number))),
        RandomOperator.One(
            one => one.Map(pair => Sound(pair, number)).DivertErrors(out DStream<DeadLetter> letters).Union(letters.Map(letter => ((string?)letter.ErrorMessage, 1L))),
            all => all.Select(pair => IsSound(pair, number) ? pair : ("unsound", 1L))) with { NeedsDatasets = true },
    ];

    private static bool IsSound(Pair pair, int number) => pair.Value % 5 != number;

    private static Pair Sound(Pair pair, int number) => IsSound(pair, number) ? pair : throw new FormatException("unsound");

    /// <summary>The pairs, or none if they are not in the order of their keys.</summary>
    private static IEnumerable<Pair> InOrder(IEnumerable<Pair> part, int direction)
    {
        Pair[] pairs = [.. part];
        bool inOrder = pairs.Zip(pairs.Skip(1)).All(two => Math.Sign(string.CompareOrdinal(two.First.Key, two.Second.Key)) * direction <= 0);
        return inOrder ? pairs : [];
    }
}
