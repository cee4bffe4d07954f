using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IJobManagerGrain"/>
/// <remarks>
/// Calls interleave, so that jobs can be listed while a coordinator is waited for. What is registered is stored before it is answered, by the
/// version that was read: a second activation, which may live for a while when a cluster falls apart, finds its version gone and reads again.
/// </remarks>
[Reentrant]
[KeepAlive]
internal sealed partial class JobManagerGrain(
    IServiceProvider services, IGrainFactory grains, JobStorage storage, TimeProvider time, ILogger<JobManagerGrain> logger) : Grain, IJobManagerGrain, IDisposable
{
    private const string Key = "registry";

    private readonly GrainRecords _records = GrainRecords.Of(services);
    private readonly SemaphoreSlim _change = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Task> _removals = [];
    private readonly SavepointRemovals _savepoints = new(storage, time);
    private SortedDictionary<string, JobEntry> _jobs = new(StringComparer.Ordinal);
    private string? _version;
    private long _removedRun;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        foreach (JobEntry job in _jobs.Values.Where(job => job.IsBeingRemoved))
        {
            // Whoever had begun it is gone.
            BeginRemoval(job.Name);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_removals.Values);
    }

    public async Task<JobEntry> SubmitAsync(JobSubmission job) =>
        (await StartAsync(job, there => JobRules.Submit(there, job, time.GetUtcNow(), _removedRun)))!;

    public Task<JobEntry?> ReplaceAsync(JobSubmission job) =>
        StartAsync(job, there => there is null ? null : JobRules.Replace(there, job, time.GetUtcNow()));

    public Task<JobEntry?> GetAsync(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Task.FromResult(_jobs.GetValueOrDefault(name));
    }

    public Task<JobRegistry?> ReadAsync(string? knownVersion)
    {
        string version = _version ?? "";
        return Task.FromResult(version == knownVersion ? null : new JobRegistry(version, [.. _jobs.Values]));
    }

    public Task<JobEntry?> StopAsync(string name, bool graceful)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(name, there => there is null ? null : JobRules.Stop(there, graceful));
    }

    public async Task<JobEntry?> RemoveAsync(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        JobEntry? job = _jobs.GetValueOrDefault(name);
        if (job is null || (job is { IsBeingRemoved: true, RemovalError: null } && _removals.ContainsKey(name)))
        {
            return job;
        }

        job = await ChangeAsync(name, there => there is null ? null : JobRules.Remove(there));
        if (job is not null)
        {
            BeginRemoval(name);
        }

        return job;
    }

    public Task<bool?> RemoveSavepointAsync(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return _savepoints.RunAsync(place, _stop.Token);
    }

    public Task ReportEndedAsync(string name, long run, string? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(name, there => there is null ? null : JobRules.End(there, run, error));
    }

    public void Dispose()
    {
        _change.Dispose();
        _stop.Dispose();
    }

    /// <summary>Registers a run, unless it cannot be run, and has it start.</summary>
    /// <param name="job">What is to run.</param>
    /// <param name="change">Gives the entry to put in the place of the one that is there; the same for no change.</param>
    private async Task<JobEntry?> StartAsync(JobSubmission job, Func<JobEntry?, JobEntry?> change)
    {
        ArgumentNullException.ThrowIfNull(job);
        JobRules.Check(job);
        JobEntry? there = _jobs.GetValueOrDefault(job.JobName);
        JobEntry? next = change(there);
        if (next is not null && next != there)
        {
            IBatchCoordinatorGrain coordinator = grains.GetGrain<IBatchCoordinatorGrain>(job.JobName);
            await coordinator.CheckAsync(next.Submission);
            next = (await ChangeAsync(job.JobName, change))!;

            // Sooner than a keeper would. What becomes of it keepers find out.
            coordinator.EnsureRunningAsync(next.Submission).Ignore();
        }

        return next;
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        StoredRecord? found = await _records.ReadAsync(Key, cancellation);
        _version = found?.Version;
        JobRegistryFile? registry = found is null ? null : JobRegistryFile.Decode(found.Content);
        _jobs = new SortedDictionary<string, JobEntry>((registry?.Jobs ?? []).ToDictionary(job => job.Name), StringComparer.Ordinal);
        _removedRun = registry?.RemovedRun ?? 0;
    }

    /// <summary>Has a job's checkpoint removed, unless that is under way, and then the job.</summary>
    private void BeginRemoval(string name)
    {
        if (!_removals.ContainsKey(name))
        {
            _removals[name] = EndRemovalAsync(name);
        }
    }

    private async Task EndRemovalAsync(string name)
    {
        // It must be on the list before it can end.
        await Task.Yield();
        try
        {
            await CheckpointRemoval.RunAsync(storage.Of(name), CheckpointKind.Head, time, _stop.Token);
            await ChangeAsync(name, there => there is { IsBeingRemoved: true } ? null : there);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The next activation goes on with it.
        }
        catch (Exception error)
        {
            NotRemoved(logger, name, error);
            await ReportRemovalAsync(name, error);
        }
        finally
        {
            _removals.Remove(name);
        }
    }

    private async Task ReportRemovalAsync(string name, Exception error)
    {
        try
        {
            await ChangeAsync(name, there => there is { IsBeingRemoved: true } ? there with { RemovalError = error.Message } : there);
        }
        catch (Exception unstored)
        {
            // As good as a silo that was lost: whoever asks finds the job as it was, and has it tried again.
            NotRemoved(logger, name, unstored);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} could not be removed.")]
    private static partial void NotRemoved(ILogger logger, string job, Exception error);

    /// <summary>Changes one job, and stores the registry with the change before anybody sees it.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="change">Gives the entry to put there from the one that is there, or null for none; the same for no change.</param>
    private async Task<JobEntry?> ChangeAsync(string name, Func<JobEntry?, JobEntry?> change)
    {
        await _change.WaitAsync();
        try
        {
            while (true)
            {
                JobEntry? there = _jobs.GetValueOrDefault(name);
                JobEntry? next = change(there);
                if (next == there)
                {
                    return there;
                }

                var jobs = new SortedDictionary<string, JobEntry>(_jobs, StringComparer.Ordinal);
                long removedRun = _removedRun;
                if (next is null)
                {
                    jobs.Remove(name);
                    removedRun = Math.Max(removedRun, there!.Submission.Run);
                }
                else
                {
                    jobs[name] = next;
                }

                if (await TryStoreAsync(jobs.Values, removedRun) is { } version)
                {
                    _jobs = jobs;
                    _removedRun = removedRun;
                    _version = version;
                    return next;
                }

                await LoadAsync(CancellationToken.None);
            }
        }
        finally
        {
            _change.Release();
        }
    }

    private async Task<string?> TryStoreAsync(IEnumerable<JobEntry> jobs, long removedRun)
    {
        try
        {
            return await _records.TryWriteAsync(Key, _version, JobRegistryFile.Encode(jobs, removedRun), CancellationToken.None);
        }
        catch
        {
            // Whether it was stored is not known; what is stored now is what counts.
            await LoadAsync(CancellationToken.None);
            throw;
        }
    }
}
