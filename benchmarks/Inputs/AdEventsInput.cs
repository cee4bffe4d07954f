namespace OrleansStream.Benchmarks;

/// <summary>Advertising events as the Yahoo streaming benchmark has them: blocks of lines, each line a JSON object ended by '\n'.</summary>
/// <param name="Blocks">The blocks; each array is full to its last byte, which is '\n'. Nobody may write to them.</param>
/// <param name="Records">The number of events in all blocks.</param>
/// <param name="Bytes">The length of all blocks.</param>
/// <param name="Ads">The campaign of each advertisement; every event names one of them.</param>
/// <param name="Seed">What the input was made from.</param>
internal sealed record AdEventsInput(byte[][] Blocks, long Records, long Bytes, IReadOnlyList<(string Ad, string Campaign)> Ads, ulong Seed) : IInput
{
    public string Description => FormattableString.Invariant(
        $"seed {Seed}: {Bytes:N0} bytes, {Records:N0} events of {(double)Bytes / Records:F1} bytes, {Ads.Count:N0} advertisements in {Blocks.Length} blocks");
}
