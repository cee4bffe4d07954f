using Orleans.Concurrency;
using Orleans.Placement;

namespace OrleansStream.Grains;

/// <inheritdoc cref="ISiloLogGrain"/>
[Reentrant]
[RandomPlacement]
internal sealed class SiloLogGrain(JobLogs logs, ILocalSiloDetails silo) : Grain, ISiloLogGrain
{
    public Task<LoggedPage?> ReadAsync(string job, long after, int most)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (silo.SiloAddress.ToParsableString() != this.GetPrimaryKeyString())
        {
            // The silo that is meant was not there, or not known to be, when the caller asked for it.
            DeactivateOnIdle();
            return Task.FromResult<LoggedPage?>(null);
        }

        return Task.FromResult<LoggedPage?>(logs.TryFind(job)?.Read(after, most) ?? new LoggedPage([], 0));
    }
}
