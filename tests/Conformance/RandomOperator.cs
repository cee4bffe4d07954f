using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>An operator over one or two streams of pairs, beside a model of it over lists.</summary>
/// <param name="Make">Applies it to streams; the second may be left alone.</param>
/// <param name="Model">What it must come to, in any order.</param>
internal sealed record RandomOperator(
    Func<DStream<Pair>, DStream<Pair>, DStream<Pair>> Make,
    Func<IReadOnlyList<Pair>, IReadOnlyList<Pair>, IEnumerable<Pair>> Model)
{
    /// <summary>Whether a batch in which a parent has no dataset fails.</summary>
    internal bool NeedsDatasets { get; init; }

    /// <summary>An operator over one stream.</summary>
    internal static RandomOperator One(Func<DStream<Pair>, DStream<Pair>> make, Func<IReadOnlyList<Pair>, IEnumerable<Pair>> model) =>
        new((one, _) => make(one), (one, _) => model(one));

    /// <summary>An operator over the datasets of one stream.</summary>
    internal static RandomOperator Dataset(Func<Rdd<Pair>, Rdd<Pair>> make, Func<IReadOnlyList<Pair>, IEnumerable<Pair>> model) =>
        One(one => one.Transform(make), model) with { NeedsDatasets = true };

    /// <summary>An operator over two streams.</summary>
    internal static RandomOperator Two(
        Func<DStream<Pair>, DStream<Pair>, DStream<Pair>> make, Func<IReadOnlyList<Pair>, IReadOnlyList<Pair>, IEnumerable<Pair>> model) =>
        new(make, model) { NeedsDatasets = true };
}
