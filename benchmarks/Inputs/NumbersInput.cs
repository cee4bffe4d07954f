namespace OrleansStream.Benchmarks;

/// <summary>Numbers from 0 to 2^30 - 1, each as likely as any other.</summary>
internal sealed record NumbersInput(long[] Numbers, ulong Seed) : IInput
{
    public long Records => Numbers.Length;

    public long Bytes => Records * sizeof(long);

    public string Description => FormattableString.Invariant($"seed {Seed}: {Records:N0} numbers of 8 bytes");

    /// <summary>Makes numbers from a seed.</summary>
    public static NumbersInput Generate(ulong seed, long size)
    {
        SplitMix random = new(seed ^ 0x6E75_6D62);
        long[] numbers = new long[checked((int)(size / sizeof(long)))];
        foreach (ref long number in numbers.AsSpan())
        {
            number = random.Below(1 << 30);
        }

        return new NumbersInput(numbers, seed);
    }
}
