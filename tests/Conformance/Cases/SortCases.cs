using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Sorted datasets: ordered over all partitions, and stable.</summary>
internal static class SortCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        (from input in PairInputs.All
         from make in Operators
         select make(input.Name, input.Batches)).Append(Doubles());

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        Sorted("sortbykey", rdd => rdd.SortByKey(), all => all.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
        Sorted("sortbykey-1", rdd => rdd.SortByKey(partitions: 1), all => all.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
        Sorted("sortbykey-5", rdd => rdd.SortByKey(partitions: 5), all => all.OrderBy(pair => pair.Key, StringComparer.Ordinal)),
        Sorted("sortbykey-down", rdd => rdd.SortByKey(ascending: false, 3), all => all.OrderByDescending(pair => pair.Key, StringComparer.Ordinal)),
        Sorted(
            "sortbykey-comparer",
            rdd => rdd.SortByKey(StringComparer.OrdinalIgnoreCase, partitions: 4),
            all => all.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)),
        Sorted(
            "sortby-tuple",
            rdd => rdd.SortBy(pair => (pair.Value % 3, pair.Key), partitions: 3),
            all => all.OrderBy(pair => pair.Value % 3).ThenBy(pair => pair.Key, StringComparer.Ordinal)),
        Sorted("sortby-nullable", rdd => rdd.SortBy(pair => pair.Value % 4 == 0 ? (long?)null : -pair.Value, ascending: false), all => all.OrderByDescending(pair => pair.Value % 4 == 0 ? (long?)null : -pair.Value)),
        Sorted(
            "sortby-comparer",
            rdd => rdd.SortBy(pair => pair.Value, Comparer<long>.Create((left, right) => (left % 10).CompareTo(right % 10)), partitions: 6),
            all => all.OrderBy(pair => pair.Value % 10)),
        Sorted("sortby-of-reducebykey", rdd => rdd.ReduceByKey((left, right) => left + right, 4).SortBy(pair => (pair.Value, pair.Key), false, 3), all => all
            .GroupBy(pair => pair.Key).Select(group => (group.Key, Value: group.Sum(pair => pair.Value)))
            .OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key, StringComparer.Ordinal)),
        PairCases.OrderedOrFailed(
            "repartitionandsort",
            pairs => pairs.Transform(rdd => rdd.RepartitionAndSortWithinPartitions(new ByLength(3))),
            batch => ByLength.Cut(batch.Records, 3).SelectMany(part => part.OrderBy(pair => pair.Key, StringComparer.Ordinal))),
    ];

    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Sorted(
        string name, Func<Rdd<Pair>, Rdd<Pair>> build, Func<IEnumerable<Pair>, IEnumerable<Pair>> model) =>
        PairCases.OrderedOrFailed(name, pairs => pairs.Transform(build), batch => model(batch.Records));

    private static ConformanceCase<double, double> Doubles()
    {
        double[] input = [3, double.NaN, -0.0, 1, double.NegativeInfinity, 0.0, double.NaN, double.PositiveInfinity, -5, 2.5];
        return new ConformanceCase<double, double>(
            "sortby-doubles", [FeedBatch.Cut(input, 3)], numbers => numbers.Transform(rdd => rdd.SortBy(number => number, partitions: 4)), [[.. input.Order()]], ordered: true);
    }
}
