using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Operators that bring two streams or datasets together by key.</summary>
internal static class JoinCases
{
    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from make in Operators
        select make(input.Name, input.Batches);

    private static IEnumerable<Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase>> Operators =>
    [
        PairCases.UnorderedOrFailed(
            "cogroup",
            pairs => Left(pairs).Cogroup(Right(pairs)).MapValues(both => $"{Text(both.Left)}|{Text(both.Right)}"),
            batch => Both(batch.Records).Select(one => (one.Key, $"{Text(one.Left)}|{Text(one.Right)}"))),
        PairCases.OrderedOrFailed(
            "cogroup-1",
            pairs => Left(pairs).Cogroup(Right(pairs), 1).MapValues(both => $"{Text(both.Left)}|{Text(both.Right)}"),
            batch => Both(batch.Records).Select(one => (one.Key, $"{Text(one.Left)}|{Text(one.Right)}"))),
        PairCases.UnorderedOrFailed("join", pairs => Left(pairs).Join(Right(pairs)), batch => Joined(batch.Records)),
        PairCases.OrderedOrFailed("join-1", pairs => Left(pairs).Join(Right(pairs), 1), batch => Joined(batch.Records)),
        PairCases.UnorderedOrFailed("join-5", pairs => Left(pairs).Join(Right(pairs), 5), batch => Joined(batch.Records)),
        PairCases.UnorderedOrFailed("join-partitioner", pairs => Left(pairs).Join(Right(pairs), new ByLength(3)), batch => Joined(batch.Records)),
        PairCases.UnorderedOrFailed(
            "join-partitioned-alike",
            pairs => Left(pairs).PartitionBy(new ByLength(3)).Join(Right(pairs).PartitionBy(new ByLength(3)), new ByLength(3)),
            batch => Joined(batch.Records)),
        PairCases.UnorderedOrFailed(
            "join-self",
            pairs => pairs.ReduceByKey((left, right) => left + right).Join(pairs.ReduceByKey(Math.Max)),
            batch => batch.Records.GroupBy(pair => pair.Key).Select(group => (group.Key, (group.Sum(pair => pair.Value), group.Max(pair => pair.Value))))),
        PairCases.UnorderedOrFailed(
            "leftouterjoin",
            pairs => Left(pairs).LeftOuterJoin(Right(pairs)),
            batch => Both(batch.Records).SelectMany(one =>
                one.Left.SelectMany(left => Options(one.Right).Select(right => (one.Key, (left, right)))))),
        PairCases.UnorderedOrFailed(
            "rightouterjoin",
            pairs => Left(pairs).RightOuterJoin(Right(pairs), 2),
            batch => Both(batch.Records).SelectMany(one =>
                Options(one.Left).SelectMany(left => one.Right.Select(right => (one.Key, (left, right)))))),
        PairCases.UnorderedOrFailed(
            "fullouterjoin",
            pairs => Left(pairs).FullOuterJoin(Right(pairs)),
            batch => Both(batch.Records).SelectMany(one =>
                Options(one.Left).SelectMany(left => Options(one.Right).Select(right => (one.Key, (left, right)))))),
        PairCases.UnorderedOrFailed(
            "outer-joins-partitioner",
            pairs => Left(pairs).LeftOuterJoin(Right(pairs), new ByLength(2)).Map(pair => (pair.Key, $"{pair.Value}"))
                .Union(Left(pairs).RightOuterJoin(Right(pairs), new ByLength(3)).Map(pair => (pair.Key, $"{pair.Value}")))
                .Union(Left(pairs).FullOuterJoin(Right(pairs), new ByLength(4)).Map(pair => (pair.Key, $"{pair.Value}"))),
            batch => Both(batch.Records).SelectMany(one =>
                one.Left.SelectMany(left => Options(one.Right).Select(right => (one.Key, $"{(left, right)}")))
                    .Concat(Options(one.Left).SelectMany(left => one.Right.Select(right => (one.Key, $"{(left, right)}"))))
                    .Concat(Options(one.Left).SelectMany(left => Options(one.Right).Select(right => (one.Key, $"{(left, right)}")))))),
        PairCases.UnorderedOrFailed(
            "cogroup-partitioner",
            pairs => Left(pairs).Cogroup(Right(pairs), new ByLength(3)).MapValues(both => $"{Text(both.Left)}|{Text(both.Right)}"),
            batch => Both(batch.Records).Select(one => (one.Key, $"{Text(one.Left)}|{Text(one.Right)}"))),
        PairCases.UnorderedOrFailed(
            "subtractbykey-partitioner",
            pairs => Left(pairs).SubtractByKey(Right(pairs), new ByLength(3)),
            batch => Both(batch.Records).Where(one => one.Right.Length == 0).SelectMany(one => one.Left.Select(left => (one.Key, left)))),
        PairCases.UnorderedOrFailed(
            "subtractbykey",
            pairs => Left(pairs).SubtractByKey(Right(pairs)),
            batch => Both(batch.Records).Where(one => one.Right.Length == 0).SelectMany(one => one.Left.Select(left => (one.Key, left)))),
        PairCases.UnorderedOrFailed(
            "cogroup-three",
            pairs => pairs.Transform(rdd => rdd
                .Cogroup(rdd.Filter(pair => pair.Value % 2 == 0), rdd.Filter(pair => pair.Value % 3 == 0).MapValues(value => -value), 2)
                .MapValues(all => $"{Text(all.First)}|{Text(all.Second)}|{Text(all.Third)}")),
            batch => batch.Records.GroupBy(pair => pair.Key).Select(group => (
                group.Key,
                $"{Text(group.Select(pair => pair.Value))}|{Text(group.Where(pair => pair.Value % 2 == 0).Select(pair => pair.Value))}|{Text(group.Where(pair => pair.Value % 3 == 0).Select(pair => -pair.Value))}"))),
        PairCases.UnorderedOrFailed(
            "cogroup-four",
            pairs => pairs.Transform(rdd => rdd.Filter(pair => pair.Value % 5 == 1)
                .Cogroup(rdd.Filter(pair => pair.Value % 5 == 2), rdd.Filter(pair => pair.Value % 5 == 3), rdd.Filter(pair => pair.Value % 5 == 4), new ByLength(2))
                .MapValues(all => $"{Text(all.First)}|{Text(all.Second)}|{Text(all.Third)}|{Text(all.Fourth)}")),
            batch => batch.Records.Where(pair => pair.Value % 5 != 0).GroupBy(pair => pair.Key).Select(group => (
                group.Key,
                string.Join("|", Enumerable.Range(1, 4).Select(rest => Text(group.Where(pair => pair.Value % 5 == rest).Select(pair => pair.Value))))))),
        PairCases.UnorderedOrFailed(
            "subtract",
            pairs => pairs.Transform(rdd => rdd.Keys().Subtract(rdd.Filter(pair => pair.Value % 3 == 0).Keys())),
            batch => batch.Records.Select(pair => pair.Key).Where(key => !batch.Records.Any(pair => pair.Key == key && pair.Value % 3 == 0))),
        PairCases.UnorderedOrFailed(
            "intersection",
            pairs => pairs.Transform(rdd => rdd.Keys().Intersection(rdd.Filter(pair => pair.Value % 3 == 0).Keys(), 3)),
            batch => batch.Records.Where(pair => pair.Value % 3 == 0).Select(pair => pair.Key).Distinct()),
    ];

    private static DStream<Pair> Left(DStream<Pair> pairs) => pairs.Filter(IsLeft);

    private static DStream<(string? Key, string Value)> Right(DStream<Pair> pairs) => pairs.Filter(IsRight).Map(pair => (pair.Key, $"r{pair.Value}"));

    private static bool IsLeft(Pair pair) => pair.Value % 7 != 0;

    // Few enough on the right that skewed keys do not multiply into very many.
    private static bool IsRight(Pair pair) => pair.Value % 2 == 1 && pair.Value < 30;

    private static IEnumerable<(string? Key, long[] Left, string[] Right)> Both(IEnumerable<Pair> records)
    {
        Pair[] left = [.. records.Where(IsLeft)];
        Pair[] right = [.. records.Where(IsRight)];
        ILookup<string?, long> lefts = left.ToLookup(pair => pair.Key, pair => pair.Value);
        ILookup<string?, string> rights = right.ToLookup(pair => pair.Key, pair => $"r{pair.Value}");
        return left.Concat(right).Select(pair => pair.Key).Distinct().Select(key => (key, lefts[key].ToArray(), rights[key].ToArray()));
    }

    private static IEnumerable<(string? Key, (long Left, string Right) Value)> Joined(IEnumerable<Pair> records) =>
        Both(records).SelectMany(one => one.Left.SelectMany(left => one.Right.Select(right => (one.Key, (left, right)))));

    private static IEnumerable<Option<T>> Options<T>(T[] values) => values.Length == 0 ? [Option<T>.None] : values.Select(Option.Some);

    private static string Text<T>(IEnumerable<T> values) => string.Join(",", values);
}
