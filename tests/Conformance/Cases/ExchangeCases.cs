using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Operators that move records between partitions, and those that combine by key in any way.</summary>
internal static class ExchangeCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from make in Operators
        select make(input.Name, input.Batches);

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        Ordered("repartition-1", pairs => pairs.Repartition(1), batch => batch.Records),
        Ordered("repartition-4", pairs => pairs.Repartition(4), batch => Dealt(batch.Partitions, 4).SelectMany(part => part)),
        Ordered("repartition-count", pairs => pairs.Repartition(5).MapPartitions(part => new[] { part.LongCount() }), batch => Dealt(batch.Partitions, 5).Select(part => (long)part.Count)),
        Ordered("repartition-twice", pairs => pairs.Repartition(3).Repartition(2), batch => Dealt(Dealt(batch.Partitions, 3), 2).SelectMany(part => part)),
        Ordered("partitionby", pairs => pairs.PartitionBy(new ByLength(3)), batch => ByLength.Cut(batch.Records, 3).SelectMany(part => part)),
        Unordered("reducebykey-partitioner", pairs => pairs.ReduceByKey((left, right) => left + right, new ByLength(2)), batch => Sums(batch.Records)),
        Ordered(
            "reducebykey-partitioner-order",
            pairs => pairs.ReduceByKey((left, right) => left + right, new ByLength(4)),
            batch => ByLength.Cut(batch.Records, 4).SelectMany(Sums)),
        Unordered("combinebykey", pairs => Combine(pairs, partitions: null, mapSide: true), batch => Lists(batch.Records)),
        Unordered("combinebykey-3", pairs => Combine(pairs, partitions: 3, mapSide: true), batch => Lists(batch.Records)),
        ReadTwice("combinebykey-read-twice", pairs => Combine(pairs, partitions: 2, mapSide: true), batch => Lists(batch.Records)),
        Unordered("combinebykey-late", pairs => Combine(pairs, partitions: 3, mapSide: false), batch => Lists(batch.Records)),
        Unordered(
            "reducebykey-of-partitioned",
            pairs => pairs.PartitionBy(new ByLength(3)).Filter(pair => pair.Value % 3 != 0).ReduceByKey((left, right) => left + right, new ByLength(3)),
            batch => Sums(batch.Records.Where(pair => pair.Value % 3 != 0))),
        Unordered(
            "reducebykey-of-reducebykey",
            pairs => pairs.ReduceByKey((left, right) => left + right, 3).MapPartitions(part => part, preservePartitioning: true).ReduceByKey((left, right) => left + right),
            batch => Sums(batch.Records)),
        Ordered(
            "slices-repartition",
            pairs => pairs.Map(Slices).Repartition(3).Map(pair => (pair.Key.ToString(), pair.Value.ToString())),
            batch => Dealt(batch.Partitions, 3).SelectMany(part => part).Select(Texts)),
        Unordered(
            "slices-reducebykey",
            pairs => pairs.Map(Slices).ReduceByKey((left, right) => left.CompareTo(right) > 0 ? left : right, 2).Map(pair => (pair.Key.ToString(), pair.Value.ToString())),
            batch => batch.Records.Select(Texts).GroupBy(pair => pair.Item1).Select(group => (group.Key, group.Select(pair => pair.Item2).Max(StringComparer.Ordinal)!))),
    ];

    private static DStream<(string? Key, string Values)> Combine(DStream<Pair> pairs, int? partitions, bool mapSide) => pairs
        .CombineByKey(
            value => new List<long> { value },
            (list, value) =>
            {
                list.Add(value);
                return list;
            },
            (left, right) =>
            {
                left.AddRange(right);
                return left;
            },
            partitions,
            mapSide)
        .Map(pair => (pair.Key, string.Join(",", pair.Value)));

    private static IEnumerable<(string? Key, string Values)> Lists(IEnumerable<Pair> records) =>
        records.GroupBy(pair => pair.Key).Select(group => (group.Key, string.Join(",", group.Select(pair => pair.Value))));

    private static IEnumerable<Pair> Sums(IEnumerable<Pair> records) =>
        records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.Sum(pair => pair.Value)));

    private static (Utf8Slice Key, Utf8Slice Value) Slices(Pair pair) =>
        (Utf8Slice.From(pair.Key ?? "null"), Utf8Slice.From(FormattableString.Invariant($"{pair.Value}")));

    private static (string, string) Texts(Pair pair) => (pair.Key ?? "null", FormattableString.Invariant($"{pair.Value}"));

    private static List<Pair>[] Dealt(IEnumerable<IReadOnlyList<Pair>> parts, int count)
    {
        List<Pair>[] dealt = [.. Enumerable.Range(0, count).Select(_ => new List<Pair>())];
        int map = 0;
        foreach (IReadOnlyList<Pair> part in parts)
        {
            for (int i = 0; i < part.Count; i++)
            {
                dealt[(map + i) % count].Add(part[i]);
            }

            map++;
        }

        return dealt;
    }

    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Ordered<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Case(name, build, model, ordered: true);

    /// <summary>Read on the hosts of its partitions, whose merges change the lists, and then at the coordinator.</summary>
    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> ReadTwice(
        string name, Func<DStream<Pair>, DStream<(string? Key, string Values)>> build, Func<FeedBatch<Pair>, IEnumerable<(string? Key, string Values)>> model) =>
        (input, batches) => new ConformanceCase<Pair, (string? Key, string Values)>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model(batch).ToArray())], ordered: false)
        {
            End = result =>
            {
                result.CollectTo(ConformanceCase.OutputName);
                result.ForeachRdd(async rdd =>
                {
                    foreach ((string? key, string values) in await rdd.CollectAsync())
                    {
                        string[] all = values.Split(',');
                        if (all.Distinct().Count() != all.Length)
                        {
                            throw new ConformanceException($"{name}/{input}: {key} has values twice: {values}.");
                        }
                    }
                });
            },
        };

    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Unordered<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Case(name, build, model, ordered: false);

    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Case<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model, bool ordered) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model(batch).ToArray())], ordered);
}
