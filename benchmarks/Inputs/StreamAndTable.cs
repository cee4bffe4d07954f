namespace OrleansStream.Benchmarks;

/// <summary>A list of pairs of numbers, and a table that has half of their keys.</summary>
/// <param name="Stream">Pairs whose keys are drawn independently.</param>
/// <param name="Table">A pair for every second key.</param>
/// <param name="Seed">What the input was made from.</param>
internal sealed record StreamAndTable((long Key, long Value)[] Stream, (long Key, long Value)[] Table, ulong Seed) : IInput
{
    private const int TableSize = 10_000;

    public long Records => Stream.Length;

    public long Bytes => Records * PairsInput.PairBytes;

    public string Description => FormattableString.Invariant(
        $"seed {Seed}: {Stream.Length:N0} pairs of numbers, each with one of {2 * TableSize:N0} keys, half of which are in the table");

    /// <summary>Makes pairs and table from a seed.</summary>
    public static StreamAndTable Generate(ulong seed, long size)
    {
        SplitMix random = new(seed ^ 0x7461_626C);
        return new StreamAndTable(
            PairsInput.Draw(ref random, checked((int)(size / PairsInput.PairBytes)), 2 * TableSize),
            [.. Enumerable.Range(0, TableSize).Select(number => (number * 2L, number * 3L))],
            seed);
    }
}
