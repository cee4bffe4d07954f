namespace OrleansStream.Benchmarks;

/// <summary>Prints how late the batches of an open-loop run were.</summary>
/// <remarks>
/// A delay counts from the batch's own time, not from when it was started, so that a stall shows in every batch that it held up.
/// Scheduling delay is flat when its median in the last quarter of the run is that of the first.
/// </remarks>
/// <param name="Interval">The batch interval.</param>
/// <param name="RecordsPerBatch">The records in each batch.</param>
/// <param name="SchedulingDelay">From the batch time to the start of its processing.</param>
/// <param name="TotalDelay">From the batch time to the end of its processing.</param>
internal sealed record LatencyReport(TimeSpan Interval, int RecordsPerBatch, LatencyRecorder SchedulingDelay, LatencyRecorder TotalDelay)
{
    public void Print(TextWriter output)
    {
        output.WriteLine(FormattableString.Invariant(
            $"latency: {TotalDelay.Count:N0} batches of {RecordsPerBatch:N0} records, one every {Interval.TotalMilliseconds} ms"));
        PrintRow(output, "total delay", TotalDelay);
        PrintRow(output, "scheduling delay", SchedulingDelay);
        int quarter = Math.Max(1, SchedulingDelay.Count / 4);
        TimeSpan first = SchedulingDelay.Percentiles(..quarter, 0.5)[0];
        TimeSpan last = SchedulingDelay.Percentiles(^quarter.., 0.5)[0];
        output.WriteLine(FormattableString.Invariant(
            $"  scheduling delay, median of the first and the last quarter: {first.TotalMilliseconds:F3} ms, {last.TotalMilliseconds:F3} ms"));
    }

    private static void PrintRow(TextWriter output, string name, LatencyRecorder delays)
    {
        TimeSpan[] at = delays.Percentiles(0.5, 0.99, 0.999, 1);
        output.WriteLine(FormattableString.Invariant(
            $"  {name,-18} p50 {at[0].TotalMilliseconds:F3} ms  p99 {at[1].TotalMilliseconds:F3} ms  p99.9 {at[2].TotalMilliseconds:F3} ms  max {at[3].TotalMilliseconds:F3} ms"));
    }
}
