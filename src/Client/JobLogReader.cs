using Microsoft.Extensions.Logging;
using Orleans.Runtime.Placement;

namespace OrleansStream;

/// <summary>Gathers what the silos of a cluster have logged about a job. To be used by one thread at a time.</summary>
/// <param name="grains">The cluster.</param>
/// <param name="job">The job's name.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class JobLogReader(IGrainFactory grains, string job, TimeProvider time)
{
    // A silo that is lost does not answer; what it has logged is lost with it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // How many entries of each silo have been read.
    private readonly Dictionary<SiloAddress, long> _read = [];

    /// <summary>The newest entries that have not been read yet, in order of time.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<IReadOnlyList<JobLogEntry>> ReadAsync(int most, CancellationToken cancellation)
    {
        Dictionary<SiloAddress, SiloStatus> silos = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
        LoggedPage?[] pages = await Task.WhenAll(silos.Keys.Select(silo => ReadAsync(silo, most, cancellation))).ConfigureAwait(false);
        return
        [
            .. pages.OfType<LoggedPage>().SelectMany(page => page.Entries).OrderBy(entry => entry.Time).TakeLast(most)
                .Select(entry => new JobLogEntry(entry.Time, (LogLevel)entry.Level, entry.Category, entry.Message, entry.Exception, entry.Silo)),
        ];
    }

    private async Task<LoggedPage?> ReadAsync(SiloAddress silo, int most, CancellationToken cancellation)
    {
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            long read;
            lock (_read)
            {
                read = _read.GetValueOrDefault(silo);
            }

            LoggedPage? page = await grains.GetGrain<ISiloLogGrain>(silo.ToParsableString()).ReadAsync(job, read, most)
                .WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
            if (page is not null)
            {
                lock (_read)
                {
                    _read[silo] = page.Count;
                }
            }

            return page;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // The others have something to say too.
            return null;
        }
    }
}
