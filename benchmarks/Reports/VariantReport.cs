namespace OrleansStream.Benchmarks;

/// <summary>What was measured of one variant.</summary>
/// <param name="Name">The variant.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="ColdNsPerRecord">The first run.</param>
/// <param name="NsPerRecord">The warm rounds.</param>
/// <param name="RecordsPerSecond">The warm rounds, as throughput.</param>
/// <param name="AllocatedBytesPerRecord">The median of the warm rounds.</param>
/// <param name="Gen0PerRun">Collections of generation 0 alone, the mean of the warm rounds.</param>
/// <param name="Gen1PerRun">Collections up to generation 1.</param>
/// <param name="Gen2PerRun">Full collections.</param>
/// <param name="ToNatural">Speed relative to the natural loop, taken in each round: 2 is twice as fast. Null for phases.</param>
/// <param name="ToLimit">Speed relative to the limit, likewise.</param>
/// <param name="WarmNanoseconds">Every warm round's time.</param>
internal sealed record VariantReport(
    string Name,
    VariantKind Kind,
    double ColdNsPerRecord,
    Spread NsPerRecord,
    Spread RecordsPerSecond,
    double AllocatedBytesPerRecord,
    double Gen0PerRun,
    double Gen1PerRun,
    double Gen2PerRun,
    Spread? ToNatural,
    Spread? ToLimit,
    IReadOnlyList<double> WarmNanoseconds)
{
    public static VariantReport From(VariantRuns runs, long records, VariantRuns? natural, VariantRuns? limit)
    {
        List<Measurement> warm = runs.Warm;
        Spread nsPerRecord = Spread.Of(warm.Select(m => m.Nanoseconds / records));
        return new VariantReport(
            runs.Definition.Name,
            runs.Definition.Kind,
            runs.Cold.Nanoseconds / records,
            nsPerRecord,
            nsPerRecord.Select(ns => 1e9 / ns),
            Spread.Of(warm.Select(m => (double)m.AllocatedBytes / records)).Median,
            warm.Average(m => m.Gen0),
            warm.Average(m => m.Gen1),
            warm.Average(m => m.Gen2),
            SpeedRelativeTo(runs, natural),
            SpeedRelativeTo(runs, limit),
            [.. warm.Select(m => m.Nanoseconds)]);
    }

    private static Spread? SpeedRelativeTo(VariantRuns runs, VariantRuns? baseline) =>
        baseline is null || runs.Definition.Kind == VariantKind.Phase
            ? null
            : Spread.Of(baseline.Warm.Zip(runs.Warm, (b, m) => b.Nanoseconds / m.Nanoseconds));
}
