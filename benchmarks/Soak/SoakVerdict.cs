namespace OrleansStream.Benchmarks;

/// <summary>Whether memory stayed flat: medians of the first and of the last third of the samples, warm-up left out.</summary>
/// <param name="Rows">Each kind of memory.</param>
/// <param name="Tolerance">By how many percent a median may grow.</param>
internal sealed record SoakVerdict(IReadOnlyList<SoakVerdict.Row> Rows, int Tolerance)
{
    /// <summary>Samples that are warm-up, as a share: while code is compiled, tables and pools grow to what the job needs.</summary>
    private const double Warmup = 0.2;

    private const int LeastSamples = 3;
    private const double Megabyte = 1 << 20;

    /// <summary>A little may come and go in a process of any size: a buffer, a thread's stack.</summary>
    private const long Allowance = 4 << 20;

    /// <summary>Whether no kind of memory grew.</summary>
    public bool IsFlat => Rows.All(IsRowFlat);

    /// <summary>Decides.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than three samples after the warm-up.</exception>
    public static SoakVerdict Of(IReadOnlyList<SoakSample> samples, int tolerance)
    {
        SoakSample[] warm = [.. samples.Skip((int)Math.Ceiling(samples.Count * Warmup))];
        if (warm.Length < LeastSamples)
        {
            throw new InvalidOperationException($"{samples.Count} samples are too few to tell whether memory stayed flat; run for longer.");
        }

        return new SoakVerdict(
            [
                RowOf("managed", sample => sample.Managed),
                RowOf("working set", sample => sample.WorkingSet),
                RowOf("kept by the engine", sample => sample.Kept),
            ],
            tolerance);

        Row RowOf(string name, Func<SoakSample, long> value)
        {
            int third = warm.Length / 3;
            return new Row(
                name,
                Spread.Of(warm.Take(third).Select(sample => (double)value(sample))).Median,
                Spread.Of(warm.TakeLast(third).Select(sample => (double)value(sample))).Median);
        }
    }

    public void Print(TextWriter output)
    {
        foreach (Row row in Rows)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{row.Name}: median of the first third {row.First / Megabyte:F1} MB, of the last {row.Last / Megabyte:F1} MB: {(IsRowFlat(row) ? "flat" : "GREW")}"));
        }

        output.WriteLine(IsFlat ? "memory stayed flat" : $"memory did NOT stay flat: it grew by more than {Tolerance} %");
    }

    private bool IsRowFlat(Row row) => row.Last <= (row.First * (1 + (Tolerance / 100.0))) + Allowance;

    /// <summary>One kind of memory: medians in bytes.</summary>
    internal readonly record struct Row(string Name, double First, double Last);
}
