using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>A stream of a random program of windows, beside what it must give in each batch.</summary>
/// <param name="Build">Makes the stream from those before it.</param>
/// <param name="Slide">Its slide duration in batches.</param>
/// <param name="Batches">Its records at batch 1, 2 and so on; null for no dataset.</param>
internal sealed record WindowNode(Func<IReadOnlyList<DStream<Pair>>, DStream<Pair>> Build, int Slide, IReadOnlyList<Pair>?[] Batches)
{
    /// <summary>Whether it has a dataset at each of its times.</summary>
    internal bool HasAll => Batches.Where((batch, i) => (i + 1) % Slide == 0).All(batch => batch is not null);

    /// <summary>What is made of each window, given all windows up to it.</summary>
    internal static IReadOnlyList<TOut>?[] Each<TOut>(
        IReadOnlyList<Pair>?[] windows, Func<IReadOnlyList<IReadOnlyList<Pair>>, IEnumerable<TOut>> model) =>
        [.. windows.Select(IReadOnlyList<TOut>? (window, i) =>
            window is null ? null : [.. model([.. windows.Take(i + 1).OfType<IReadOnlyList<Pair>>()])])];

    /// <summary>What a window over it has: the obvious way.</summary>
    internal IReadOnlyList<Pair>?[] Window(int length, int slide) =>
        [.. Batches.Select(IReadOnlyList<Pair>? (_, i) => (i + 1) % slide == 0
            ? [.. Batches.Take(i + 1).Skip(i + 1 - length).Where(batch => batch is not null).SelectMany(batch => batch!)]
            : null)];
}
