using OrleansStream.Checkpoints;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>Runs a job for some batches, embedded or on silos.</summary>
internal sealed class Run(BatchTimes times, Settings settings, TimeSpan interval)
{
    // The first batches of a run load and compile what later ones use.
    private const int WarmUp = 2;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Runs a job in this process, without Orleans.</summary>
    /// <returns>What each batch took, in milliseconds.</returns>
    internal async Task<double[]> EmbeddedAsync<TJob>(string name)
        where TJob : MeasuredJob, new()
    {
        var context = new StreamingContext(interval, new StreamingContextOptions
        {
            JobName = name,
            EngineThreads = settings.Threads,
            DefaultPartitions = settings.Threads,
            OnFailure = FailurePolicy.RetryThenStop,
            CheckpointStore = new InMemoryCheckpointStore(),
        });
        await using (context.ConfigureAwait(false))
        {
            new TJob().Define(context, new JobArguments(settings.Arguments(name)));
            await context.StartAsync().ConfigureAwait(false);
            return await BatchesAsync(name).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a job on silos.</summary>
    /// <param name="silos">The cluster.</param>
    /// <param name="name">The job's name.</param>
    /// <returns>What each batch took, in milliseconds.</returns>
    internal async Task<double[]> OnSilosAsync<TJob>(Silos silos, string name)
        where TJob : MeasuredJob, new()
    {
        await silos.SubmitAsync<TJob>(settings, name, interval).ConfigureAwait(false);
        double[] batches = await BatchesAsync(name).ConfigureAwait(false);
        await silos.Client.StopAsync(name, graceful: false).ConfigureAwait(false);
        return batches;
    }

    private async Task<double[]> BatchesAsync(string job)
    {
        int before = times.Of(job).Length;
        while (times.Of(job).Length < before + WarmUp + settings.Batches)
        {
            await Task.Delay(Poll).ConfigureAwait(false);
        }

        // Those that are over; the next one may be half done.
        if (MeasuredJob.SumsOf(job).Take(settings.Batches) is var sums && sums.Any(sum => sum != settings.Records))
        {
            throw new InvalidOperationException($"{job}: a batch of {settings.Records} records gave {string.Join(", ", sums)}.");
        }

        return times.Of(job)[(before + WarmUp)..];
    }
}
