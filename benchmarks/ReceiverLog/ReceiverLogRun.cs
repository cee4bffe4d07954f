namespace OrleansStream.Benchmarks;

/// <summary>Stores blocks through a receiver of a job with a checkpoint and says how fast they were taken.</summary>
/// <param name="directory">Where a directory for the checkpoint is made.</param>
/// <param name="blocks">How many blocks.</param>
/// <param name="records">The records of each.</param>
/// <param name="writers">How many store calls are under way at once.</param>
/// <param name="logged">Whether blocks are written to the log.</param>
internal sealed class ReceiverLogRun(string directory, int blocks, int records, int writers, bool logged)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidOperationException">The job has lost or doubled a record.</exception>
    public async Task RunAsync(TextWriter output, CancellationToken stop)
    {
        string checkpoint = Path.Join(directory, $"receiver-log-{Guid.NewGuid():n}");
        try
        {
            BlockReceiver receiver = new(blocks, records, writers);
            await using StreamingContext ssc = new(Interval, new StreamingContextOptions { CheckpointDirectory = checkpoint, ReceiverWriteAheadLog = logged });
            Accumulator<long, long> seen = ssc.LongAccumulator("seen");
            ssc.ReceiverStream(receiver).ForeachRdd(async (rdd, _, cancellation) => seen.Add(await rdd.CountAsync(cancellation)));
            await ssc.StartAsync(stop);
            (TimeSpan took, LatencyRecorder delays) = await receiver.Done.WaitAsync(stop);
            await ssc.StopAsync(graceful: true, stop);
            long expected = (long)blocks * records;
            if (seen.Value != expected)
            {
                throw new InvalidOperationException($"{expected} records were stored and {seen.Value} counted.");
            }

            TimeSpan[] at = delays.Percentiles(0.5, 0.99);
            output.WriteLine(FormattableString.Invariant(
                $"  log {(logged ? "on " : "off")}  {writers,2} at a time  {blocks / took.TotalSeconds,10:N0} blocks/s  {expected / took.TotalSeconds,14:N0} records/s  call p50 {at[0].TotalMilliseconds:F3} ms  p99 {at[1].TotalMilliseconds:F3} ms"));
        }
        finally
        {
            if (Directory.Exists(checkpoint))
            {
                Directory.Delete(checkpoint, recursive: true);
            }
        }
    }
}
