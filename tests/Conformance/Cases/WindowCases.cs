using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Windows over every kind of input, each beside the obvious expression over the batches that it has.</summary>
internal static class WindowCases
{
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
        yield return Case(Name("window"), batches, length, slide, (pairs, window, every) => pairs.Window(window, every), records => records, ordered: true);
        yield return Case(
            Name("reduce"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.Map(pair => $"{pair.Value}").ReduceByWindow((left, right) => $"{left} {right}", window, every),
            records => records.Any() ? [string.Join(" ", records.Select(pair => pair.Value))] : [],
            ordered: true);
        yield return Case(
            Name("group"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.GroupByKeyAndWindow(window, every).MapValues(values => string.Join(" ", values)),
            records => Grouped(records, values => string.Join(" ", values)));
        yield return Case(
            Name("reduce-by-key"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.MapValues(value => $"{value}").ReduceByKeyAndWindow((left, right) => $"{left} {right}", window, every, 3),
            records => Grouped(records, values => string.Join(" ", values)));
        yield return Case(
            Name("inverse-filter"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.MapValues(value => (Sum: value, Count: 1)).ReduceByKeyAndWindow(
                (left, right) => (left.Sum + right.Sum, left.Count + right.Count),
                (sum, left) => (sum.Sum - left.Sum, sum.Count - left.Count),
                window,
                every,
                3,
                pair => pair.Value.Count > 0),
            records => Grouped(records, values => (values.Sum(), values.Count())),
            isState: true);
        yield return Case(
            Name("count-by-value"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.Map(pair => pair.Key).CountByValueAndWindow(window, every),
            records => Grouped(records, values => (long)values.Count()),
            isState: true);

        // What follows depends on windows that are over.
        yield return Case(
            Name("inverse"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, window, every, new ByLength(2)),
            (IReadOnlyList<IReadOnlyList<Pair>> windows) => windows.SelectMany(one => one).Select(pair => pair.Key).Distinct()
                .Select(key => (key, windows[^1].Where(pair => pair.Key == key).Sum(pair => pair.Value))),
            isState: true);
        yield return Case(
            Name("count"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.CountByWindow(window, every),
            (IReadOnlyList<IReadOnlyList<Pair>> windows) => windows.Any(one => one.Count > 0) ? [(long)windows[^1].Count] : [],
            isState: true);
        yield return Case(
            Name("reduce-inverse"),
            batches,
            length,
            slide,
            (pairs, window, every) => pairs.Map(pair => pair.Value).ReduceByWindow((left, right) => left + right, (sum, left) => sum - left, window, every),
            (IReadOnlyList<IReadOnlyList<Pair>> windows) => windows.Any(one => one.Count > 0) ? [windows[^1].Sum(pair => pair.Value)] : [],
            isState: true);
    }

    private static ConformanceCase Case<TOut>(
        string name,
        FeedBatch<Pair>?[] batches,
        int length,
        int slide,
        Func<DStream<Pair>, TimeSpan, TimeSpan, DStream<TOut>> build,
        Func<IEnumerable<Pair>, IEnumerable<TOut>> model,
        bool ordered = false,
        bool isState = false) =>
        Case(name, batches, length, slide, build, (IReadOnlyList<IReadOnlyList<Pair>> windows) => model(windows[^1]), ordered, isState);

    private static ConformanceCase Case<TOut>(
        string name,
        FeedBatch<Pair>?[] batches,
        int length,
        int slide,
        Func<DStream<Pair>, TimeSpan, TimeSpan, DStream<TOut>> build,
        Func<IReadOnlyList<IReadOnlyList<Pair>>, IEnumerable<TOut>> model,
        bool ordered = false,
        bool isState = false)
    {
        var node = new WindowNode(streams => streams[0], 1, [.. batches.Select(IReadOnlyList<Pair>? (batch) => batch is null ? null : [.. batch.Records])]);
        DStream<TOut> Build(DStream<Pair> pairs) => build(pairs, length * pairs.SlideDuration, slide * pairs.SlideDuration);
        return new ConformanceCase<Pair, TOut>(name, batches, Build, WindowNode.Each(node.Window(length, slide), model), ordered)
        {
            IsEmbeddedOnly = isState,
        };
    }

    private static IEnumerable<(string? Key, TOut Value)> Grouped<TOut>(IEnumerable<Pair> records, Func<IEnumerable<long>, TOut> group) =>
        records.GroupBy(pair => pair.Key).Select(of => (of.Key, group(of.Select(pair => pair.Value))));
}
