using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Makes a case of an operator over pairs, to be given every kind of input.</summary>
internal static class PairCases
{
    /// <summary>The order of the result is part of what must be.</summary>
    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Ordered<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Make(name, build, model, ordered: true, failsWithout: false);

    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Unordered<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Make(name, build, model, ordered: false, failsWithout: false);

    /// <summary>As <see cref="Ordered"/>, and a batch in which a parent has no dataset fails.</summary>
    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> OrderedOrFailed<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Make(name, build, model, ordered: true, failsWithout: true);

    /// <summary>As <see cref="Unordered"/>, and a batch in which a parent has no dataset fails.</summary>
    internal static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> UnorderedOrFailed<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model) => Make(name, build, model, ordered: false, failsWithout: true);

    private static Func<string, IReadOnlyList<FeedBatch<Pair>?>, ConformanceCase> Make<TOut>(
        string name, Func<DStream<Pair>, DStream<TOut>> build, Func<FeedBatch<Pair>, IEnumerable<TOut>> model, bool ordered, bool failsWithout) =>
        (input, batches) => new ConformanceCase<Pair, TOut>(
            $"{name}/{input}", batches, build, [.. batches.Select(batch => batch is null ? null : model(batch).ToArray())], ordered)
        {
            ExpectsFailure = failsWithout && batches.Contains(null),
        };
}
