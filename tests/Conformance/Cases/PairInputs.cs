using OrleansStream.Testing;

namespace OrleansStream.Conformance;

/// <summary>The kinds of input that every operator is given.</summary>
internal static class PairInputs
{
    internal static IReadOnlyList<(string Name, IReadOnlyList<FeedBatch<(string? Key, long Value)>?> Batches)> All { get; } =
    [
        ("plain", [Cut(3, "a", "b", "a", "c", "b", "a", "d"), Cut(2, "x", "a", "x"), Cut(4, "b", "b", "b", "b", "c")]),
        ("empty-batch", [Cut(2, "a", "b"), Cut(2), Cut(2, "c")]),
        ("only-empty-batches", [Cut(1), Cut(3)]),
        ("no-partitions", [Cut(2, "a", "b"), new([]), Cut(2, "c")]),
        ("no-dataset", [Cut(2, "a", "b"), null, Cut(2, "c", "c")]),
        ("never-a-dataset", [null, null]),
        ("one-partition", [Cut(1, "a", "b", "a", "c"), Cut(1, "d")]),
        ("more-partitions-than-records", [Cut(7, "a", "b", "a"), Cut(5)]),
        ("skewed-keys", [Cut(4, [.. Enumerable.Range(0, 600).Select(i => i % 50 == 7 ? $"rare{i}" : "hot")])]),
        ("many-keys", [Cut(3, [.. Enumerable.Range(0, 3000).Select(i => $"key{(i * 7919) % 1000}")])]),
        ("unicode", [Cut(3, "é", "e\u0301", "", "日本語", "🚀", "\U0001F469\u200D\U0001F680", "שלום", "é", "İ", "i", "ı", "ß", "SS", "\u0000", "🚀")]),
        ("null-keys", [Cut(3, "a", null, "", null, "a", null), Cut(1, [null])]),
    ];

    // Values tell where a record came from, so that lost, repeated and reordered records show.
    private static FeedBatch<(string? Key, long Value)> Cut(int partitions, params string?[] keys) =>
        FeedBatch.Cut(keys.Select((key, i) => (key, (long)i + 1)), partitions);
}
