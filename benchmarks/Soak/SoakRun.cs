namespace OrleansStream.Benchmarks;

/// <summary>Runs the soak's job on the system clock and looks at its memory from time to time.</summary>
/// <param name="settings">What is asked for.</param>
/// <param name="output">Where each sample is printed.</param>
internal sealed class SoakRun(SoakSettings settings, TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the job.</summary>
    /// <exception cref="InvalidOperationException">The job failed, or it counted wrong.</exception>
    public async Task<SoakVerdict> RunAsync(CancellationToken stop)
    {
        SoakJob job = new();
        SoakListener batches = new();
        List<SoakSample> samples = [];
        await using LineFeeder feeder = new(settings.Rate, SoakJob.Keys);
        feeder.Start();
        StreamingContextOptions options = new() { JobName = "soak", MemoryLimit = settings.MemoryLimit, OnFailure = FailurePolicy.RetryThenStop };
        using EngineMemory memory = new(options.JobName);
        await using (StreamingContext context = new(Interval, options))
        {
            job.Define(context, settings.Rate, feeder.Port);
            context.AddStreamingListener(batches);
            await context.StartAsync(stop);
            Task ended = context.AwaitTerminationAsync(stop);
            await SampleAsync(samples, batches, memory, ended, stop);
            await context.StopAsync(graceful: true, stop);
            await ended;
        }

        return job.Counted == batches.Received && job.Joined > 0
            ? SoakVerdict.Of(samples, settings.Tolerance)
            : throw new InvalidOperationException(
                FormattableString.Invariant($"The job counted {job.Counted} of {batches.Received} records and joined {job.Joined}."));
    }

    private async Task SampleAsync(List<SoakSample> samples, SoakListener batches, EngineMemory memory, Task ended, CancellationToken stop)
    {
        long start = TimeProvider.System.GetTimestamp();
        SoakSample before = default;
        using PeriodicTimer timer = new(settings.SampleInterval, TimeProvider.System);
        while (before.Elapsed < settings.Duration)
        {
            Task<bool> tick = timer.WaitForNextTickAsync(stop).AsTask();
            if (await Task.WhenAny(tick, ended) == ended)
            {
                // Only a failure ends the job by itself.
                await ended;
                throw new InvalidOperationException("The job has ended before its time.");
            }

            await tick;
            memory.Read();
            (long records, TimeSpan scheduling, TimeSpan total) = batches.Take();
            SoakSample sample = new(
                TimeProvider.System.GetElapsedTime(start),
                GC.GetTotalMemory(forceFullCollection: false),
                Environment.WorkingSet,
                memory.Kept,
                memory.Spilled,
                records,
                scheduling,
                total);
            sample.Print(output, before);
            samples.Add(sample);
            before = sample;
        }
    }
}
