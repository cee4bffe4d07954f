namespace OrleansStream;

/// <summary>Asks a cluster for a savepoint until it is written, whichever silo is lost meanwhile.</summary>
/// <param name="coordinator">The job's coordinator.</param>
/// <param name="manager">The registry of jobs.</param>
/// <param name="job">The job's name.</param>
/// <param name="place">Where the savepoint is to be.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class SavepointRequest(IBatchCoordinatorGrain coordinator, IJobManagerGrain manager, string job, string place, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A silo that is lost does not answer, and one that is there does so after a second.
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Guid _id = Guid.NewGuid();

    /// <returns>The last batch in the savepoint, or null if there is no such job.</returns>
    /// <exception cref="SavepointException">It cannot be written, or nobody answers for long.</exception>
    internal async Task<BatchTime?> RunAsync(CancellationToken cancellation)
    {
        long silentSince = time.GetTimestamp();
        while (true)
        {
            string obstacle = "it is not where it can be saved yet.";
            try
            {
                if (await manager.GetAsync(job).WaitAsync(CallPatience, time, cancellation).ConfigureAwait(false) is not { } entry)
                {
                    return null;
                }

                var order = new SavepointOrder(_id, place, entry.State is JobState.Running or JobState.Stopping);
                SavepointProgress progress = await coordinator.SavepointAsync(order).WaitAsync(CallPatience, time, cancellation).ConfigureAwait(false);
                if (progress.Batch is { } batch)
                {
                    return new BatchTime(batch);
                }

                if (progress.Error is { } error)
                {
                    throw new SavepointException($"No savepoint of job '{job}' was written: {error}");
                }

                if (progress.IsHere)
                {
                    silentSince = time.GetTimestamp();
                    continue;
                }
            }
            catch (Exception error) when (error is OrleansException or TimeoutException)
            {
                // A silo is gone; the job goes on elsewhere.
                obstacle = error.Message;
            }

            if (time.GetElapsedTime(silentSince) > Patience)
            {
                throw new SavepointException($"No savepoint of job '{job}' was written: {obstacle}");
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}
