using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Keeps jobs running without anybody calling in: every silo looks after its share of them, once a second and whenever a silo comes or
/// goes.</summary>
/// <remarks>A call that does not answer is waited for no longer than a turn, and not repeated before it has answered.</remarks>
internal sealed partial class JobKeeper(
    IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails self, SiloJobs hosted, Standby standby, TimeProvider time, ILogger<JobKeeper> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, KeptJob> _kept = [];

    // One turn that is due is as good as several.
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private JobRegistry _registry = new("", []);
    private Task _reading = Task.CompletedTask;
    private Task _releasing = Task.CompletedTask;
    private Task _loops = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(JobKeeper), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stop.Dispose();

    private Task StartAsync(CancellationToken cancellation)
    {
        _loops = Task.WhenAll(LookAfterAsync(), WatchSilosAsync(), TickAsync());
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _loops;
    }

    private async Task LookAfterAsync()
    {
        try
        {
            await foreach (bool _ in _due.Reader.ReadAllAsync(_stop.Token))
            {
                if (_reading.IsCompleted)
                {
                    _reading = ReadAsync();
                }

                LookAfterShare();
                standby.Prepare(Volatile.Read(ref _registry).Jobs.Where(job => job.State == JobState.Running));
                if (_releasing.IsCompleted)
                {
                    _releasing = ReleaseAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops; others take its share.
        }
    }

    private async Task WatchSilosAsync()
    {
        try
        {
            await foreach (ClusterMembershipSnapshot _ in membership.MembershipUpdates.WithCancellation(_stop.Token))
            {
                Wake();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Turn, time);
        try
        {
            do
            {
                Wake();
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    /// <summary>Finds out whether there are other jobs now. If it cannot be found out, those that were known last are looked after.</summary>
    private async Task ReadAsync()
    {
        try
        {
            JobRegistry? changed = await grains.GetGrain<IJobManagerGrain>(0).ReadAsync(_registry.Version).WaitAsync(Turn, time, _stop.Token);
            if (changed is null)
            {
                return;
            }

            Volatile.Write(ref _registry, changed);
            Wake();
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            RegistryUnreadable(logger, error);
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    /// <summary>Frees what this silo holds of runs that are over.</summary>
    private async Task ReleaseAsync()
    {
        foreach (JobEntry job in Volatile.Read(ref _registry).Jobs)
        {
            try
            {
                await (job.State is JobState.Stopped or JobState.Failed
                    ? hosted.ReleaseAsync(job.Name, job.Submission.Run)
                    : hosted.ReleaseReplacedAsync(job.Name, job.Submission.Run));
            }
            catch (Exception error)
            {
                // Code of the job's, which must not keep others from being looked after.
                NotReleased(logger, job.Name, error);
            }
        }
    }

    private void Wake() => _due.Writer.TryWrite(true);

    private void LookAfterShare()
    {
        SiloAddress[] active =
        [
            .. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress),
        ];
        foreach (JobEntry job in Volatile.Read(ref _registry).Jobs.Where(job => job.State is JobState.Running or JobState.Stopping))
        {
            if (self.SiloAddress.Equals(JobShare.KeeperOf(job.Name, active)))
            {
                if (!_kept.TryGetValue(job.Name, out KeptJob? kept))
                {
                    _kept[job.Name] = kept = new KeptJob(grains, time, logger, Wake);
                }

                kept.LookAfter(job);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A run of job {Job} is over, and what it held here could not all be freed.")]
    private static partial void NotReleased(ILogger logger, string job, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The registry of jobs cannot be read now; the jobs known last are looked after.")]
    private static partial void RegistryUnreadable(ILogger logger, Exception error);
}
