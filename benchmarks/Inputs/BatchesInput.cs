namespace OrleansStream.Benchmarks;

/// <summary>A ring of batches of pairs, which come one after the other and then again from the first.</summary>
/// <param name="Batches">The batches.</param>
/// <param name="Keys">How many keys there are.</param>
/// <param name="Seed">What the input was made from.</param>
internal sealed record BatchesInput((long Key, long Value)[][] Batches, int Keys, ulong Seed) : IInput
{
    // A batch has as many pairs as there are keys if the size is the default.
    private const int BytesPerKey = 2560;

    public long Records => Batches.Sum(batch => (long)batch.Length);

    public long Bytes => Records * PairsInput.PairBytes;

    public string Description => FormattableString.Invariant($"seed {Seed}: {Batches.Length} batches of {Batches[0].Length:N0} pairs of numbers, with {Keys:N0} keys");

    /// <summary>Makes batches from a seed.</summary>
    /// <param name="seed">Decides every pair.</param>
    /// <param name="size">In proportion to it are the pairs of a batch and the keys.</param>
    /// <param name="batches">How many.</param>
    public static BatchesInput Generate(ulong seed, long size, int batches)
    {
        SplitMix random = new(seed ^ 0x7769_6E64);
        int keys = checked((int)(size / BytesPerKey));
        var ring = new (long Key, long Value)[batches][];
        for (int i = 0; i < batches; i++)
        {
            ring[i] = PairsInput.Draw(ref random, keys, keys);
        }

        return new BatchesInput(ring, keys, seed);
    }
}
