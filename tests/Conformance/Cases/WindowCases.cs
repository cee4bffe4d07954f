using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Windows over every kind of input, each beside the obvious expression over the batches that it has.</summary>
internal static class WindowCases
{
    private static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);

    // Window and slide in batches: sliding, hopping, tumbling, one batch, longer than all there is, with gaps.
    private static readonly (int Length, int Slide)[] Shapes = [(2, 1), (3, 2), (2, 2), (1, 1), (9, 1), (1, 2)];

    internal static IEnumerable<ConformanceCase> All() =>
        from input in PairInputs.All
        from shape in input.Name is "plain" or "no-dataset" ? Shapes : Shapes.Take(2)
        from one in Cases(input.Name, [.. input.Batches, FeedBatch.Of<Pair>(), .. input.Batches], shape.Length, shape.Slide)
        select one;

    private static IEnumerable<ConformanceCase> Cases(string input, FeedBatch<Pair>?[] batches, int length, int slide)
    {
        string Name(string what) => FormattableString.Invariant($"window/{what}/{length}-{slide}/{input}");
        TimeSpan window = length * Batch;
        TimeSpan every = slide * Batch;
        yield return Case(Name("window"), batches, length, slide, pairs => pairs.Window(window, every), records => records, ordered: true);
        yield return Case(
            Name("reduce"),
            batches,
            length,
            slide,
            pairs => pairs.Map(pair => $"{pair.Value}").ReduceByWindow((left, right) => $"{left} {right}", window, every),
            records => records.Any() ? [string.Join(" ", records.Select(pair => pair.Value))] : [],
            ordered: true);
        yield return Case(
            Name("group"),
            batches,
            length,
            slide,
            pairs => pairs.GroupByKeyAndWindow(window, every).MapValues(values => string.Join(" ", values)),
            records => Grouped(records, values => string.Join(" ", values)));
        yield return Case(
            Name("reduce-by-key"),
            batches,
            length,
            slide,
            pairs => pairs.MapValues(value => $"{value}").ReduceByKeyAndWindow((left, right) => $"{left} {right}", window, every, 3),
            records => Grouped(records, values => string.Join(" ", values)));
    }

    private static ConformanceCase Case<TOut>(
        string name,
        FeedBatch<Pair>?[] batches,
        int length,
        int slide,
        Func<DStream<Pair>, DStream<TOut>> build,
        Func<IEnumerable<Pair>, IEnumerable<TOut>> model,
        bool ordered = false)
    {
        var node = new WindowNode(streams => streams[0], 1, [.. batches.Select(IReadOnlyList<Pair>? (batch) => batch is null ? null : [.. batch.Records])]);
        return new ConformanceCase<Pair, TOut>(
            name, batches, build, [.. node.Window(length, slide).Select(IReadOnlyList<TOut>? (records) => records is null ? null : [.. model(records)])], ordered);
    }

    private static IEnumerable<(string? Key, TOut Value)> Grouped<TOut>(IEnumerable<Pair> records, Func<IEnumerable<long>, TOut> group) =>
        records.GroupBy(pair => pair.Key).Select(of => (of.Key, group(of.Select(pair => pair.Value))));
}
