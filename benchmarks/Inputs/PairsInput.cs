namespace OrleansStream.Benchmarks;

/// <summary>Two lists of pairs of numbers to join.</summary>
/// <param name="Left">Pairs whose keys are drawn independently.</param>
/// <param name="Right">As many more, drawn likewise.</param>
/// <param name="Seed">What the input was made from.</param>
internal sealed record PairsInput((long Key, long Value)[] Left, (long Key, long Value)[] Right, ulong Seed) : IInput
{
    /// <summary>The bytes of a pair.</summary>
    public const int PairBytes = 2 * sizeof(long);

    public long Records => Left.Length + Right.Length;

    public long Bytes => Records * PairBytes;

    public string Description => FormattableString.Invariant(
        $"seed {Seed}: {Left.Length:N0} and {Right.Length:N0} pairs of numbers, each with one of {Left.Length:N0} keys");

    /// <summary>Makes pairs from a seed: as many keys as pairs in a list, so that a key has one value in each on average.</summary>
    public static PairsInput Generate(ulong seed, long size)
    {
        SplitMix random = new(seed ^ 0x7061_6972);
        int count = checked((int)(size / (2 * PairBytes)));
        return new PairsInput(Draw(ref random, count, count), Draw(ref random, count, count), seed);
    }

    /// <summary>Draws pairs, each with one of so many keys.</summary>
    internal static (long Key, long Value)[] Draw(ref SplitMix random, int count, int keys)
    {
        var pairs = new (long Key, long Value)[count];
        foreach (ref (long Key, long Value) pair in pairs.AsSpan())
        {
            pair = (random.Below(keys), random.Below(1 << 20));
        }

        return pairs;
    }
}
