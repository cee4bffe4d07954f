using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Several operators together.</summary>
internal static class PipelineCases
{
    private static readonly FeedBatch<string> Lines = FeedBatch.Cut(["a b a", "", "c a", "b", "d d d d", "a"], 4);

    internal static IEnumerable<ConformanceCase> All() =>
    [
        Case("word-count", lines => Words(lines).ReduceByKey((left, right) => left + right), WordCounts()),
        Case(
            "two-shuffles",
            lines => Words(lines).ReduceByKey((left, right) => left + right).Map(pair => (pair.Value, 1L)).ReduceByKey((left, right) => left + right, 3),
            [.. WordCounts().GroupBy(pair => pair.Value).Select(group => (group.Key, (long)group.Count()))]),
        Case("count-of-reduced", lines => Words(lines).ReduceByKey((left, right) => left + right).Count(), [WordCounts().Length]),
        Case(
            "diamond",
            lines =>
            {
                DStream<Pair> counts = Words(lines).ReduceByKey((left, right) => left + right);
                return counts.Union(counts.Map(pair => (pair.Key, -pair.Value))).ReduceByKey((left, right) => left + right, 4);
            },
            [.. WordCounts().Select(pair => (pair.Key, 0L))]),
        Case(
            "union-of-shuffled-and-narrow",
            lines => Words(lines).ReduceByKey((left, right) => left + right, 3).Union(Words(lines)).Union(Words(lines).ReduceByKey((left, _) => left, 1)),
            [.. WordCounts().Concat(AllWords().Select(word => ((string?)word, 1L))).Concat(WordCounts().Select(pair => (pair.Key, 1L)))]),
        Case("transform-shuffle", lines => Words(lines).Transform(rdd => rdd.ReduceByKey((left, right) => left + right)), WordCounts()),
        Case(
            "transform-shuffle-twice",
            lines => Words(lines).Transform(rdd => rdd.ReduceByKey((left, right) => left + right).Union(rdd).ReduceByKey(Math.Max, 3)),
            WordCounts()),
        Case(
            "transform-async-shuffle",
            lines => Words(lines).Transform(async (rdd, _, cancellation) =>
            {
                IReadOnlyList<Pair> counts = await rdd.ReduceByKey((left, right) => left + right).CollectAsync(cancellation);
                long most = counts.Max(pair => pair.Value);
                return rdd.ReduceByKey((left, right) => left + right).Filter(pair => pair.Value == most);
            }),
            [.. WordCounts().Where(pair => pair.Value == WordCounts().Max(other => other.Value))]),
        Case("transform-own-dataset", lines => lines.Transform(rdd => lines.Context.MakeRdd([1, 2, 3], 2)), [1, 2, 3]),
        Case(
            "transform-own-dataset-shuffle",
            lines => lines.Transform(rdd => lines.Context.MakeRdd([("a", 1L), ("a", 2L)], 2)).ReduceByKey((left, right) => left + right),
            [("a", 3L)]),
        Case(
            "transform-union-own-dataset",
            lines => Words(lines).Transform(rdd => lines.Context.MakeRdd([((string?)"a", 100L)], 1).Union(rdd)).ReduceByKey((left, right) => left + right),
            [.. WordCounts().Select(pair => (pair.Key, pair.Key == "a" ? pair.Value + 100 : pair.Value))]),
        Case(
            "union-constant-stream-shuffle",
            lines => Words(lines).Union(lines.Context.ConstantStream(lines.Context.MakeRdd([((string?)"a", 100L), ("new", 1L)], 2)))
                .ReduceByKey((left, right) => left + right),
            [.. WordCounts().Select(pair => (pair.Key, pair.Key == "a" ? pair.Value + 100 : pair.Value)), ("new", 1L)]),
        Long(15), Long(16), Long(17), Long(33), Long(120),
    ];

    /// <summary>A chain of many operators, of both kinds that end in one type and in different ones.</summary>
    private static ConformanceCase Long(int operators) => Case(
        FormattableString.Invariant($"chain-of-{operators}"),
        lines =>
        {
            DStream<long> lengths = lines.Map(line => (long)line.Length);
            for (int i = 1; i < operators; i++)
            {
                lengths = (i % 3) switch
                {
                    0 => lengths.Map(length => length + 1),
                    1 => lengths.Filter(length => length >= 0),
                    _ => lengths.FlatMap(length => new[] { length }),
                };
            }

            return lengths;
        },
        [.. Lines.Records.Select(line => (long)line.Length + Enumerable.Range(1, operators - 1).Count(i => i % 3 == 0))]);

    private static ConformanceCase Case<TOut>(string name, Func<DStream<string>, DStream<TOut>> build, IReadOnlyList<TOut> expected) =>
        new ConformanceCase<string, TOut>(name, [Lines, Lines], build, [expected, expected], ordered: false);

    private static DStream<Pair> Words(DStream<string> lines) => lines.FlatMap(line => line.Split(' ')).Map(word => ((string?)word, 1L));

    private static IEnumerable<string> AllWords() => Lines.Records.SelectMany(line => line.Split(' '));

    private static Pair[] WordCounts() => [.. AllWords().GroupBy(word => word).Select(group => ((string?)group.Key, (long)group.Count()))];
}
