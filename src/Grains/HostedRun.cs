namespace OrleansStream.Grains;

/// <summary>A run of a job on a silo.</summary>
/// <param name="run">Which run.</param>
/// <param name="job">Made when it is first asked for.</param>
internal sealed class HostedRun(long run, Lazy<SiloJob> job) : IAsyncDisposable
{
    internal long Run => run;

    internal Lazy<SiloJob> Job => job;

    public async ValueTask DisposeAsync()
    {
        if (job.IsValueCreated)
        {
            job.Value.Host.Dispose();
            await job.Value.Context.DisposeAsync();
        }
    }
}
