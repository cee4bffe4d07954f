namespace OrleansStream.Grains;

/// <summary>A run of a job on a silo.</summary>
/// <param name="run">Which run.</param>
/// <param name="job">Made when it is first asked for.</param>
internal sealed class HostedRun(long run, Lazy<Task<SiloJob>> job) : IAsyncDisposable
{
    internal long Run => run;

    internal Lazy<Task<SiloJob>> Job => job;

    public async ValueTask DisposeAsync()
    {
        if (job.IsValueCreated)
        {
            // What could not be made was told to whoever asked for it.
            await ((Task)job.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (job.Value.IsCompletedSuccessfully)
            {
                await (await job.Value).DisposeAsync();
            }
        }
    }
}
