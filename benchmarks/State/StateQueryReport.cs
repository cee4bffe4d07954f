namespace OrleansStream.Benchmarks;

/// <summary>How one way of asking for states went, while a job changed them.</summary>
/// <param name="Name">The way.</param>
/// <param name="Asked">How many questions were asked; none where only batches were watched.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Allocated">The bytes that the asking thread allocated.</param>
/// <param name="Latencies">How long questions took: some of them, each of which was timed alone.</param>
/// <param name="Batches">How long the batches took meanwhile.</param>
internal sealed record StateQueryReport(
    string Name, long Asked, TimeSpan Elapsed, long Allocated, LatencyRecorder Latencies, LatencyRecorder Batches)
{
    public void Print(TextWriter output)
    {
        string asked = "";
        if (Asked > 0)
        {
            TimeSpan[] took = Latencies.Percentiles(0.5, 0.99, 0.999, 1);
            asked = FormattableString.Invariant(
                $"{Asked / Elapsed.TotalSeconds,12:N0} a second, {(double)Allocated / Asked:F1} bytes each; ")
                + FormattableString.Invariant($"p50 {Micros(took[0])}, p99 {Micros(took[1])}, p99.9 {Micros(took[2])}, max {Micros(took[3])}; ");
        }

        TimeSpan[] batches = Batches.Percentiles(0.5, 0.99);
        output.WriteLine(FormattableString.Invariant(
            $"  {Name,-12} {asked}{Batches.Count} batches, p50 {batches[0].TotalMilliseconds:F2} ms, p99 {batches[1].TotalMilliseconds:F2} ms"));
    }

    private static string Micros(TimeSpan time) => FormattableString.Invariant($"{time.TotalMicroseconds:F1} us");
}
