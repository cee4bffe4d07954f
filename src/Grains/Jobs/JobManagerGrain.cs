using Orleans.Concurrency;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IJobManagerGrain"/>
/// <remarks>
/// Calls interleave, so that jobs can be listed while a coordinator is waited for. What is registered is stored before it is answered, by the
/// version that was read: a second activation, which may live for a while when a cluster falls apart, finds its version gone and reads again.
/// </remarks>
[Reentrant]
[KeepAlive]
internal sealed class JobManagerGrain(IServiceProvider services, IGrainFactory grains, TimeProvider time) : Grain, IJobManagerGrain, IDisposable
{
    private const string Key = "registry";

    private readonly GrainRecords _records = GrainRecords.Of(services);
    private readonly SemaphoreSlim _change = new(1);
    private SortedDictionary<string, JobEntry> _jobs = new(StringComparer.Ordinal);
    private string? _version;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<JobEntry> SubmitAsync(JobSubmission job) => (await StartAsync(job, there => JobRules.Submit(there, job, time.GetUtcNow())))!;

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

    public Task ReportEndedAsync(string name, long run, string? error)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(name, there => there is null ? null : JobRules.End(there, run, error));
    }

    public void Dispose() => _change.Dispose();

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
        _jobs = new SortedDictionary<string, JobEntry>(
            (found is null ? [] : JobRegistryFile.Decode(found.Content)).ToDictionary(job => job.Name), StringComparer.Ordinal);
    }

    /// <summary>Changes one job, and stores the registry with the change before anybody sees it.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="change">Gives the entry to put there from the one that is there; the same for no change.</param>
    private async Task<JobEntry?> ChangeAsync(string name, Func<JobEntry?, JobEntry?> change)
    {
        await _change.WaitAsync();
        try
        {
            while (true)
            {
                JobEntry? there = _jobs.GetValueOrDefault(name);
                if (change(there) is not { } next || next == there)
                {
                    return there;
                }

                var jobs = new SortedDictionary<string, JobEntry>(_jobs, StringComparer.Ordinal) { [name] = next };
                if (await TryStoreAsync(jobs.Values) is { } version)
                {
                    _jobs = jobs;
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

    private async Task<string?> TryStoreAsync(IEnumerable<JobEntry> jobs)
    {
        try
        {
            return await _records.TryWriteAsync(Key, _version, JobRegistryFile.Encode(jobs), CancellationToken.None);
        }
        catch
        {
            // Whether it was stored is not known; what is stored now is what counts.
            await LoadAsync(CancellationToken.None);
            throw;
        }
    }
}
