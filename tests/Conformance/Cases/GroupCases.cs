using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Operators that gather the values of keys, and those that work on values alone.</summary>
internal static class GroupCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from make in Operators
        select make(input.Name, input.Batches);

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        PairCases.Unordered("groupbykey", pairs => pairs.GroupByKey().MapValues(Text), batch => Grouped(batch.Records)),
        PairCases.Unordered("groupbykey-1", pairs => pairs.GroupByKey(1).MapValues(Text), batch => Grouped(batch.Records)),
        PairCases.Unordered("groupbykey-6", pairs => pairs.GroupByKey(6).MapValues(Text), batch => Grouped(batch.Records)),
        PairCases.Ordered("groupbykey-order", pairs => pairs.GroupByKey(1).MapValues(Text), batch => Grouped(batch.Records)),
        PairCases.Ordered(
            "groupbykey-partitioner",
            pairs => pairs.GroupByKey(new ByLength(3)).MapValues(Text),
            batch => ByLength.Cut(batch.Records, 3).SelectMany(Grouped)),
        PairCases.Unordered("groupbykey-moved", pairs => pairs.GroupByKey(2).Repartition(3).MapValues(Text), batch => Grouped(batch.Records)),
        PairCases.Unordered(
            "groupby",
            pairs => pairs.GroupBy(pair => pair.Value % 3).MapValues(group => string.Join(",", group.Select(pair => pair.Value))),
            batch => batch.Records.GroupBy(pair => pair.Value % 3).Select(group => (group.Key, string.Join(",", group.Select(pair => pair.Value))))),
        PairCases.Ordered("keyby", pairs => pairs.KeyBy(pair => pair.Value % 4), batch => batch.Records.Select(pair => (pair.Value % 4, pair))),
        PairCases.Ordered("mapvalues", pairs => pairs.MapValues(value => value / 2.0), batch => batch.Records.Select(pair => (pair.Key, pair.Value / 2.0))),
        PairCases.Ordered(
            "flatmapvalues",
            pairs => pairs.FlatMapValues(value => Enumerable.Range(0, (int)(value % 3))),
            batch => batch.Records.SelectMany(pair => Enumerable.Range(0, (int)(pair.Value % 3)).Select(value => (pair.Key, value)))),
        PairCases.Ordered(
            "flatmapvalues-array",
            pairs => pairs.FlatMapValues(value => new[] { value, -value }),
            batch => batch.Records.SelectMany(pair => new[] { (pair.Key, pair.Value), (pair.Key, -pair.Value) })),
        PairCases.Ordered(
            "flatmapvalues-emitter",
            pairs => pairs.FlatMapValues<string?, long, long>((value, emitter) =>
            {
                for (long i = 0; i < value % 3; i++)
                {
                    emitter.Emit(i);
                }
            }),
            batch => batch.Records.SelectMany(pair => Enumerable.Range(0, (int)(pair.Value % 3)).Select(value => (pair.Key, (long)value)))),
        PairCases.Ordered("keys", pairs => pairs.Keys(), batch => batch.Records.Select(pair => pair.Key)),
        PairCases.Ordered("values", pairs => pairs.Values(), batch => batch.Records.Select(pair => pair.Value)),
        PairCases.Unordered("distinct", pairs => pairs.Keys().Distinct(), batch => batch.Records.Select(pair => pair.Key).Distinct()),
        PairCases.Ordered("distinct-1", pairs => pairs.Keys().Distinct(1), batch => batch.Records.Select(pair => pair.Key).Distinct()),
        PairCases.Ordered(
            "distinct-partitioner",
            pairs => pairs.Keys().Distinct(new ByLength(2)),
            batch => ByLength.Cut(batch.Records, 2).SelectMany(part => part.Select(pair => pair.Key).Distinct())),
        PairCases.Unordered("countbyvalue", pairs => pairs.Keys().CountByValue(), batch => batch.Records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.LongCount()))),
        PairCases.Unordered("countbyvalue-3", pairs => pairs.Keys().CountByValue(3), batch => batch.Records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.LongCount()))),
        PairCases.Ordered(
            "countbyvalue-partitioner",
            pairs => pairs.Keys().CountByValue(new ByLength(3)),
            batch => ByLength.Cut(batch.Records, 3).SelectMany(part => part.GroupBy(pair => pair.Key).Select(group => (group.Key, group.LongCount())))),
        PairCases.Ordered(
            "groupby-partitioner",
            pairs => pairs.GroupBy(pair => pair.Key, new ByLength(4)).MapValues(group => Text(group.Select(pair => pair.Value))),
            batch => ByLength.Cut(batch.Records, 4).SelectMany(Grouped)),
        PairCases.Ordered(
            "reduce",
            pairs => pairs.Map(pair => $"{pair.Value}").Reduce((left, right) => left + "," + right),
            batch => batch.Records.Any() ? new[] { string.Join(",", batch.Records.Select(pair => pair.Value)) } : []),
        PairCases.Unordered("aggregatebykey", Aggregated, batch => Grouped(batch.Records)),
        PairCases.Ordered(
            "aggregatebykey-partitioner",
            pairs => pairs.AggregateByKey("", (text, value) => $"{text},{value}", (left, right) => left + right, new ByLength(2)),
            batch => ByLength.Cut(batch.Records, 2).SelectMany(part => Grouped(part).Select(pair => (pair.Key, "," + pair.Value)))),
        PairCases.Ordered(
            "foldbykey-partitioner",
            pairs => pairs.MapValues(value => $",{value}").FoldByKey("", (left, right) => left + right, new ByLength(2)),
            batch => ByLength.Cut(batch.Records, 2).SelectMany(part => Grouped(part).Select(pair => (pair.Key, "," + pair.Value)))),
        PairCases.Unordered(
            "foldbykey",
            pairs => pairs.FoldByKey(0L, (left, right) => left + right, 3),
            batch => batch.Records.GroupBy(pair => pair.Key).Select(group => (group.Key, group.Sum(pair => pair.Value)))),
    ];

    private static DStream<(string? Key, string Value)> Aggregated(DStream<Pair> pairs) => pairs
        .AggregateByKey(
            new List<long>(),
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
            2)
        .MapValues(Text);

    private static IEnumerable<(string? Key, string Value)> Grouped(IEnumerable<Pair> records) =>
        records.GroupBy(pair => pair.Key).Select(group => (group.Key, Text(group.Select(pair => pair.Value))));

    private static string Text(IEnumerable<long> values) => string.Join(",", values);
}
