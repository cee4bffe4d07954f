namespace OrleansStream.Benchmarks;

/// <summary>What was seen at one moment of a soak.</summary>
/// <param name="Elapsed">Since the start.</param>
/// <param name="Managed">Bytes on the garbage collector's heap, what is to be collected included.</param>
/// <param name="WorkingSet">Bytes of physical memory that the process has.</param>
/// <param name="Kept">Bytes that the engine says it keeps in memory.</param>
/// <param name="Spilled">Bytes that the engine has written to disk so far.</param>
/// <param name="Records">Records of all batches so far.</param>
/// <param name="SchedulingDelay">The longest of the batches since the last sample.</param>
/// <param name="TotalDelay">Likewise.</param>
internal readonly record struct SoakSample(
    TimeSpan Elapsed, long Managed, long WorkingSet, long Kept, long Spilled, long Records, TimeSpan SchedulingDelay, TimeSpan TotalDelay)
{
    private const double Megabyte = 1 << 20;

    /// <summary>Prints it as a line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="before">The sample before, to tell the rate of records.</param>
    public void Print(TextWriter output, SoakSample before) => output.WriteLine(FormattableString.Invariant(
        $"{Elapsed.TotalSeconds,7:F1} s  managed {Managed / Megabyte,7:F1} MB  working set {WorkingSet / Megabyte,7:F1} MB  kept {Kept / Megabyte,6:F1} MB  spilled {Spilled / Megabyte,8:F1} MB  {(Records - before.Records) / (Elapsed - before.Elapsed).TotalSeconds,9:F0} records/s  scheduling delay {SchedulingDelay.TotalMilliseconds,6:F1} ms  total delay {TotalDelay.TotalMilliseconds,7:F1} ms"));
}
