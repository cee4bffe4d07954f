using Microsoft.Extensions.Logging;
using OrleansStream.Grains.Persistence;
using OrleansStream.Packages;

namespace OrleansStream.Grains;

/// <summary>Finds the code of jobs for this process: the graph that user code makes is never sent, it is made wherever it is needed.</summary>
/// <remarks>Coordinator, partitions and receivers of one run share its code here, and the last one that is done with it lets go of it.</remarks>
internal sealed class JobFactory(
    OrleansStreamOptions options, JobStorage storage, SiloPackages packages, TimeProvider time, IServiceProvider services, JobLogs logs)
{
    // How much more of the memory a job's partitions have than its coordinator or a receiver.
    private const int ShareOfPartitions = 4;

    // An eighth, since there are other jobs.
    private const int ShareOfJobs = 8;

    private readonly Lock _lock = new();
    private readonly BoundedCode _bounded = new(options.DefineTimeout, time);
    private readonly Dictionary<(string Job, long Run), SharedCode> _runs = [];

    /// <summary>Takes a share of the code of a run.</summary>
    /// <param name="job">The job.</param>
    /// <returns>The code, to be disposed of when every context that it has defined has been.</returns>
    /// <exception cref="ArgumentException">The silo does not know the class.</exception>
    /// <exception cref="JobPackageException">There is no such package, or no such class in it.</exception>
    internal async Task<JobCode> OpenAsync(JobSubmission job)
    {
        SharedCode shared = Share(job);
        try
        {
            return new JobCode(await shared.Loaded.Value, () => ReturnAsync(job, shared));
        }
        catch
        {
            await ReturnAsync(job, shared);
            throw;
        }
    }

    /// <summary>Takes the code of a job by itself, to see whether it can be defined.</summary>
    /// <inheritdoc cref="OpenAsync" path="/*[not(self::summary)]"/>
    internal async Task<JobCode> OpenAloneAsync(JobSubmission job)
    {
        LoadedJob loaded = await LoadAsync(job);
        return new JobCode(loaded, loaded.DisposeAsync);
    }

    /// <summary>How a job is defined here.</summary>
    internal Func<JobRole, StreamingContextOptions> OptionsOf(JobSubmission job) => role =>
    {
        ILoggerFactory loggers = logs.FactoryOf(job.JobName);
        var made = new StreamingContextOptions
        {
            JobName = job.JobName,
            EngineThreads = options.EngineThreads,
            MemoryLimit = MemoryOf(role),
            SpillDirectory = options.SpillDirectory,
            DefaultPartitions = job.Partitions,
            OnFailure = FailurePolicy.RetryThenStop,
            MaxBatchAttempts = options.MaxBatchAttempts,
            BatchRetryDelay = options.BatchRetryDelay,
            LoggerFactory = loggers,
            Services = new JobServices(services, loggers),
            Output = logs.OutputOf(job.JobName),
            Storage = options.Storage,
            CheckpointStore = storage.Of(job.JobName),
            SavepointStore = job.FromSavepoint is { } savepoint ? storage.OfSavepoint(savepoint) : null,
            StateHistory = job.StateHistory,
        };
        made.StateScanLimit = job.StateScanLimit ?? made.StateScanLimit;
        return made;
    };

    private SharedCode Share(JobSubmission job)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (!_runs.TryGetValue((job.JobName, job.Run), out SharedCode? shared))
        {
            // Loaded outside of the lock: it runs code of the job's.
            shared = new SharedCode(new Lazy<Task<LoadedJob>>(() => LoadAsync(job)));
            _runs.Add((job.JobName, job.Run), shared);
        }

        shared.Users++;
        return shared;
    }

    private async ValueTask ReturnAsync(JobSubmission job, SharedCode shared)
    {
        using (_lock.EnterScope())
        {
            if (--shared.Users > 0)
            {
                return;
            }

            _runs.Remove((job.JobName, job.Run));
        }

        // If it could not be loaded, whoever asked for it was told.
        Task<LoadedJob> loaded = shared.Loaded.Value;
        await ((Task)loaded).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loaded.IsCompletedSuccessfully)
        {
            await (await loaded).DisposeAsync();
        }
    }

    private async Task<LoadedJob> LoadAsync(JobSubmission job)
    {
        if (job.Package is not { } id)
        {
            Func<IStreamingJob> known = options.Jobs.GetValueOrDefault(job.JobClass) ?? throw new ArgumentException(
                $"Job {job.JobName}: this silo does not know the class '{job.JobClass}'. {(options.Jobs.Count == 0 ? "It knows none" : $"It knows: {string.Join(", ", options.Jobs.Keys.Order())}")}; submit a package that has it.", nameof(job));
            return await LoadedJob.CreateAsync(job, known, package: null, OptionsOf(job), _bounded);
        }

        LoadedPackage package = await packages.Host.LoadAsync(job.JobName, id);
        var own = new JobServices(services, logs.FactoryOf(job.JobName));
        return await LoadedJob.CreateAsync(job, () => package.Create(job.JobClass, own), package, OptionsOf(job), _bounded);
    }

    private long MemoryOf(JobRole role)
    {
        long limit = options.MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfJobs;
        return role == JobRole.Partitions ? limit : limit / ShareOfPartitions;
    }

    private sealed class SharedCode(Lazy<Task<LoadedJob>> loaded)
    {
        internal Lazy<Task<LoadedJob>> Loaded => loaded;

        internal int Users { get; set; }
    }
}
