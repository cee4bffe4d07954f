using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansStream;

/// <summary>Submits jobs to a cluster, and looks after them there.</summary>
/// <remarks>
/// Any number of threads may share one. A call that meets a silo just when it is lost is repeated for half a minute, or for a minute or so if it changes something; only
/// what has to do with packages, logs and the removal of savepoints is not. Then it throws an <see cref="OrleansException"/> or a <see cref="TimeoutException"/>. Every call may be made again.
/// </remarks>
public sealed partial class OrleansStreamClient : IAsyncDisposable
{
    private static readonly TimeSpan StatusPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LogPoll = TimeSpan.FromMilliseconds(500);

    private readonly IClusterClient _cluster;
    private readonly IHost? _host;
    private readonly TimeProvider _time;

    /// <summary>Makes a client over a connection that somebody else looks after.</summary>
    /// <param name="cluster">The connection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cluster"/> is null.</exception>
    public OrleansStreamClient(IClusterClient cluster)
        : this(cluster ?? throw new ArgumentNullException(nameof(cluster)), null)
    {
    }

    private OrleansStreamClient(IClusterClient cluster, IHost? host)
    {
        _cluster = cluster;
        _host = host;
        _time = cluster.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System;
    }

    private IJobManagerGrain Manager => _cluster.GetGrain<IJobManagerGrain>(0);

    private RegistryCalls Registry => new(Manager, _time);

    private IPackageGrain Packages => _cluster.GetGrain<IPackageGrain>(0);

    /// <summary>Connects to a cluster.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A client, which closes the connection when it is disposed of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">An option breaks its rule.</exception>
    /// <exception cref="TimeoutException">No gateway has answered in time.</exception>
    public static async Task<OrleansStreamClient> ConnectAsync(OrleansStreamClientOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleansClient(client => ClusterConnection.Configure(client, options));
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            host.Dispose();
            if (error is OrleansException)
            {
                throw new TimeoutException(
                    $"No gateway of cluster '{options.ClusterId}' has answered within {options.ConnectTimeout}; tried {string.Join(", ", options.Gateways)}.", error);
            }

            throw;
        }

        return new OrleansStreamClient(host.Services.GetRequiredService<IClusterClient>(), host);
    }

    /// <summary>Has a job run on the cluster. The same again changes nothing; a job that was stopped or has failed goes on from its checkpoint.</summary>
    /// <typeparam name="TJob">Its class, which every silo must know.</typeparam>
    /// <param name="arguments">What its definition is given; null for nothing.</param>
    /// <param name="settings">How it runs; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up waiting; whether it is submitted is then unknown.</param>
    /// <returns>How it stands.</returns>
    /// <exception cref="JobRefusedException">The cluster cannot run it; the message says why.</exception>
    /// <exception cref="JobConflictException">Another job of this name runs, or is being stopped.</exception>
    public Task<JobInfo> SubmitAsync<TJob>(
        IReadOnlyDictionary<string, string>? arguments = null, JobSettings? settings = null, CancellationToken cancellationToken = default)
        where TJob : IStreamingJob =>
        SubmitAsync(typeof(TJob).FullName!, arguments, settings, cancellationToken);

    /// <summary>Has a job run on the cluster. The same again changes nothing; a job that was stopped or has failed goes on from its checkpoint.</summary>
    /// <param name="jobClass">The full name of its class, which every silo must know.</param>
    /// <param name="arguments">What its definition is given; null for nothing.</param>
    /// <param name="settings">How it runs; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up waiting; whether it is submitted is then unknown.</param>
    /// <returns>How it stands.</returns>
    /// <exception cref="ArgumentException"><paramref name="jobClass"/> is null or white space.</exception>
    /// <exception cref="JobRefusedException">The cluster cannot run it; the message says why.</exception>
    /// <exception cref="JobConflictException">Another job of this name runs, or is being stopped.</exception>
    public Task<JobInfo> SubmitAsync(
        string jobClass, IReadOnlyDictionary<string, string>? arguments = null, JobSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(jobClass);
        return SubmitAsync(null, jobClass, arguments, settings, cancellationToken);
    }

    /// <summary>Has a job of a package run on the cluster, and sends what the cluster does not have of the package. The same again changes nothing; a
    /// job that was stopped or has failed goes on from its checkpoint.</summary>
    /// <param name="package">The package; see <see cref="JobPackage.FromPath"/>.</param>
    /// <param name="jobClass">The job's class in it: its full name, or the last part of it if that is enough to tell it; null if there is only one.</param>
    /// <param name="arguments">What its definition is given; null for nothing.</param>
    /// <param name="settings">How it runs; null for the defaults.</param>
    /// <param name="progress">Told how far the package has been sent; null for nobody.</param>
    /// <param name="cancellationToken">Gives up waiting; whether it is submitted is then unknown.</param>
    /// <returns>How it stands.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="package"/> is null.</exception>
    /// <exception cref="JobRefusedException">The cluster cannot run it, because something is missing in the package, for example; the message says
    /// what.</exception>
    /// <exception cref="JobConflictException">Another job of this name runs, or is being stopped.</exception>
    /// <exception cref="IOException">A file of the package cannot be read.</exception>
    public async Task<JobInfo> SubmitAsync(
        JobPackage package,
        string? jobClass = null,
        IReadOnlyDictionary<string, string>? arguments = null,
        JobSettings? settings = null,
        IProgress<PackageProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(package);
        string found = await SendAsync(package, jobClass, progress, cancellationToken).ConfigureAwait(false);
        return await SubmitAsync(package.Id, found, arguments, settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has another version of a job go on where the one that runs is: batches that have begun are finished, state and place in the input are kept.
    /// A job that has failed goes on too. The same again changes nothing.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="upgrade">What is to be another.</param>
    /// <param name="progress">Told how far a package has been sent; null for nobody.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the job is upgraded is then unknown.</param>
    /// <returns>How it stands: the next version is to run from now on, on whatever silo. Null if there is no job of this name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="upgrade"/> is null.</exception>
    /// <exception cref="JobRefusedException">The cluster cannot run it, or it cannot go on from what the job has stored; the message says why. The
    /// version that runs goes on.</exception>
    /// <exception cref="JobConflictException">Somebody else has changed the job meanwhile, or it does not run.</exception>
    /// <exception cref="IOException">A file of the package cannot be read.</exception>
    public async Task<JobInfo?> UpgradeAsync(
        string name, JobUpgrade upgrade, IProgress<PackageProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(upgrade);
        if (await EntryAsync(name, cancellationToken).ConfigureAwait(false) is not { } there)
        {
            return null;
        }

        JobSubmission job = there.Submission;
        string jobClass = upgrade.JobClass ?? job.JobClass;
        if (upgrade.Package is { } package)
        {
            job = job with { Package = package.Id, JobClass = await SendAsync(package, jobClass, progress, cancellationToken).ConfigureAwait(false) };
        }
        else if (jobClass != job.JobClass)
        {
            job = job with { JobClass = job.Package is { } id ? await Packages.InspectAsync(id, jobClass).WaitAsync(cancellationToken).ConfigureAwait(false) : jobClass };
        }

        job = job with { Arguments = CopyOf(upgrade.Arguments ?? job.Arguments), Partitions = upgrade.Partitions ?? job.Partitions };
        JobEntry? entry = await Registry.ChangeAsync(manager => manager.ReplaceAsync(job), cancellationToken).ConfigureAwait(false);
        return entry is null ? null : InfoOf(entry, null);
    }

    /// <summary>Spreads a job over another number of partitions: keys move with their state, and nothing starts anew.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="partitions">How many; at least 1.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the job is rescaled is then unknown.</param>
    /// <returns>How it stands, or null if there is none of this name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    /// <exception cref="JobRefusedException"><paramref name="partitions"/> breaks its rule, or the job cannot be spread so; the message says why.</exception>
    /// <exception cref="JobConflictException">Somebody else has changed the job meanwhile, or it does not run.</exception>
    public Task<JobInfo?> RescaleAsync(string name, int partitions, CancellationToken cancellationToken = default) =>
        UpgradeAsync(name, new JobUpgrade { Partitions = partitions }, null, cancellationToken);

    /// <summary>Lists the cluster's jobs, in order of name, without their progress.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<JobInfo>> ListAsync(CancellationToken cancellationToken = default)
    {
        JobRegistry? registry = await Registry.AskAsync(manager => manager.ReadAsync(null), cancellationToken).ConfigureAwait(false);
        return [.. registry!.Jobs.Select(entry => InfoOf(entry, null))];
    }

    /// <summary>Says how a job stands.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How it stands, or null if there is none of this name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    public async Task<JobInfo?> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        JobEntry? entry = await EntryAsync(name, cancellationToken).ConfigureAwait(false);
        if (entry is not { State: JobState.Running or JobState.Stopping })
        {
            return entry is null ? null : InfoOf(entry, null);
        }

        try
        {
            JobStatus status = await _cluster.GetGrain<IBatchCoordinatorGrain>(name).GetStatusAsync()
                .WaitAsync(StatusPatience, _time, cancellationToken).ConfigureAwait(false);
            return InfoOf(entry, status);
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // Its silo is gone, and it is on its way to another one.
            return InfoOf(entry, null);
        }
    }

    /// <summary>Stops a job, and waits until it has stopped. It stays stopped until it is submitted again.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    /// <param name="cancellationToken">Gives up waiting; the job goes on to stop.</param>
    /// <returns>How it stands then, or null if there is none of this name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    public async Task<JobInfo?> StopAsync(string name, bool graceful = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        JobEntry? entry = await Registry.AskAsync(manager => manager.StopAsync(name, graceful), cancellationToken).ConfigureAwait(false);
        while (entry is { State: JobState.Stopping })
        {
            await Task.Delay(StopPoll, _time, cancellationToken).ConfigureAwait(false);
            entry = await EntryAsync(name, cancellationToken).ConfigureAwait(false);
        }

        return entry is null ? null : InfoOf(entry, null);
    }

    /// <summary>Removes a job that was stopped, or has failed: its name, its checkpoint, and with that its state and its place in the input. Savepoints stay, and so do
    /// outputs; what outputs of a failed job had committed and not published yet is lost.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="cancellationToken">Gives up waiting; the removal goes on.</param>
    /// <returns>Whether there was a job of this name.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    /// <exception cref="JobConflictException">It runs, or is being stopped.</exception>
    /// <exception cref="CheckpointException">Its checkpoint could not be removed as a whole. The job cannot go on any more; remove it again.</exception>
    /// <remarks>A job that is submitted under the name afterwards begins anew, and nobody who had the old one can write over it.</remarks>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (await EntryAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            return false;
        }

        JobEntry? entry = await Registry.ChangeAsync(manager => manager.RemoveAsync(name), cancellationToken).ConfigureAwait(false);
        while (entry is { IsBeingRemoved: true })
        {
            await Task.Delay(StopPoll, _time, cancellationToken).ConfigureAwait(false);
            entry = await EntryAsync(name, cancellationToken).ConfigureAwait(false);
            if (entry?.RemovalError is { } error)
            {
                throw new CheckpointException(error);
            }
        }

        return true;
    }

    /// <summary>Tells what silos have logged about a job: the engine, the job's own code through the loggers that it is given, and what it prints.</summary>
    /// <param name="name">The job's name; nothing is told of one that there is not.</param>
    /// <param name="tail">How many of the newest entries there are to begin with; not negative.</param>
    /// <param name="follow">Whether to go on with what is logged from now on; else it ends there.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Entries in order of time, as far as the silos' clocks agree.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tail"/> is negative.</exception>
    /// <remarks>Each silo keeps the last thousand entries of a job in memory, also when the job has ended: those of a silo that was stopped or lost are
    /// gone. What the silos' own logging leaves out is not there either, below <see cref="Microsoft.Extensions.Logging.LogLevel.Information"/>.</remarks>
    public IAsyncEnumerable<JobLogEntry> LogsAsync(string name, int tail = 1000, bool follow = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        return ReadLogsAsync(new JobLogReader(_cluster, name, _time), tail, follow, cancellationToken);
    }

    /// <summary>Closes the connection if <see cref="ConnectAsync"/> has made it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
            _host.Dispose();
        }
    }

    private async Task<JobInfo> SubmitAsync(
        string? package, string jobClass, IReadOnlyDictionary<string, string>? arguments, JobSettings? settings, CancellationToken cancellation)
    {
        settings ??= new JobSettings();
        var job = new JobSubmission(
            settings.Name ?? jobClass[(jobClass.LastIndexOfAny(['.', '+']) + 1)..],
            jobClass,
            CopyOf(arguments),
            settings.BatchInterval,
            settings.Partitions,
            Package: package,
            FromSavepoint: settings.FromSavepoint,
            StateHistory: settings.StateHistory,
            StateScanLimit: settings.StateScanLimit);
        JobEntry entry = await Registry.ChangeAsync(manager => manager.SubmitAsync(job), cancellation).ConfigureAwait(false);
        return InfoOf(entry, null);
    }

    /// <summary>The job as registered, or null.</summary>
    private Task<JobEntry?> EntryAsync(string name, CancellationToken cancellation) => Registry.AskAsync(manager => manager.GetAsync(name), cancellation);

    private async IAsyncEnumerable<JobLogEntry> ReadLogsAsync(
        JobLogReader reader, int tail, bool follow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (int most = tail; ; most = int.MaxValue)
        {
            foreach (JobLogEntry entry in await reader.ReadAsync(most, cancellation).ConfigureAwait(false))
            {
                yield return entry;
            }

            if (!follow)
            {
                yield break;
            }

            await Task.Delay(LogPoll, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a package, and has the cluster look at it.</summary>
    /// <returns>The full name of the job class.</returns>
    private async Task<string> SendAsync(JobPackage package, string? jobClass, IProgress<PackageProgress>? progress, CancellationToken cancellation)
    {
        await PackageUpload.RunAsync(Packages, package, progress, cancellation).ConfigureAwait(false);
        return await Packages.InspectAsync(package.Id, jobClass).WaitAsync(cancellation).ConfigureAwait(false);
    }

    // Of a type that every silo can read.
    private static Dictionary<string, string> CopyOf(IReadOnlyDictionary<string, string>? arguments) => arguments is null ? [] : new(arguments);

    private JobInfo InfoOf(JobEntry entry, JobStatus? status)
    {
        JobProgress? progress = null;
        if (status is { IsRunning: true })
        {
            DateTimeOffset committed = DateTimeOffset.FromUnixTimeMilliseconds(status.CommittedBatch);
            progress = new JobProgress(
                status.Silo, status.Epoch, status.CommittedBatches, committed, status.OpenBatches, _time.GetUtcNow() - committed);
        }

        JobSubmission job = entry.Submission;
        return new JobInfo(
            entry.Name,
            job.JobClass,
            job.Package,
            entry.IsBeingRemoved ? JobState.Removing : entry.State,
            entry.SubmittedAt,
            job.BatchInterval,
            job.Partitions,
            progress,
            entry.RemovalError ?? entry.Error ?? status?.Error);
    }
}
