namespace OrleansStream.Benchmarks;

/// <summary>What a soak is asked for.</summary>
/// <param name="Duration">How long to measure, warm-up included.</param>
/// <param name="Rate">Records per second of each of the two sources.</param>
/// <param name="MemoryLimit">What the context may keep in memory, in bytes: less than it has to keep, so that it spills.</param>
/// <param name="Tolerance">By how many percent memory may grow.</param>
internal sealed record SoakSettings(TimeSpan Duration, int Rate, long MemoryLimit, int Tolerance)
{
    private const int Samples = 120;

    /// <summary>How often to print: every few seconds, and often enough in a short run.</summary>
    public TimeSpan SampleInterval => Duration / Samples < TimeSpan.FromSeconds(0.5) ? TimeSpan.FromSeconds(0.5) : Duration / Samples;
}
