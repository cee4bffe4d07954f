using OrleansStream.Checkpoints;
using OrleansStream.Storage;

namespace OrleansStream;

/// <summary>How a silo hosts streaming jobs.</summary>
public sealed class OrleansStreamOptions
{
    /// <summary>The name of the grain storage that jobs and their checkpoints are kept in. A silo that has none of this name uses its default one.</summary>
    public const string StorageName = "OrleansStream";

    private readonly Dictionary<string, Func<IStreamingJob>> _jobs = [];

    /// <summary>How many threads of the silo run tasks, for each job.</summary>
    /// <value>The default is one per processor. At least 1.</value>
    public int EngineThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>How many bytes of data each job keeps in the memory of the silo for its partitions; its coordinator, and each receiver of it, may keep a quarter of that
    /// where it is. What is over it goes to <see cref="SpillDirectory"/>.</summary>
    /// <value>The default, null, stands for an eighth of what the garbage collector says is available to the process, so that there is room for several jobs.
    /// Not negative. See <see cref="StreamingContextOptions.MemoryLimit"/> for what is counted.</value>
    public long? MemoryLimit { get; set; }

    /// <summary>Where data of jobs goes that does not fit into memory.</summary>
    /// <value>The default, null, stands for <c>OrleansStream</c> in the system's directory for temporary files.</value>
    public string? SpillDirectory { get; set; }

    /// <summary>How long the definition of a job may take. One that takes longer is refused, and is not begun again in this silo as long as it goes on: no
    /// thread can be ended from outside.</summary>
    /// <value>The default is 20 seconds. Positive.</value>
    public TimeSpan DefineTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a batch is tried before its job stops. An attempt fails with the silo it runs on, so this bounds how long an
    /// eviction may take.</summary>
    /// <value>The default is 60. At least 1.</value>
    public int MaxBatchAttempts { get; set; } = 60;

    /// <summary>How long to wait before a batch is tried again.</summary>
    /// <value>The default is 250 ms.</value>
    public TimeSpan BatchRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Where a job, by name, keeps what must survive its coordinator. Every silo must reach the same store.</summary>
    /// <value>By default they are in the silo's grain storage, see <see cref="StorageName"/>.</value>
    public Func<string, ICheckpointStore>? CheckpointStore { get; set; }

    /// <summary>The services whose places may be named by addresses: for savepoints, and for whatever jobs name by addresses. Every silo must know the same.</summary>
    /// <value>By default there are none, and a place is a directory that every silo reaches. Not null.</value>
    public StorageProviders Storage { get; set; } = new();

    /// <summary>How long a silo that stops lets the batches that its coordinators run take to finish. What is not finished then is run again where
    /// the job goes on.</summary>
    /// <value>The default is 20 seconds. Not negative.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The directory in which the silo puts the files of job packages. Silos of one machine may share it; nobody may be able to write to it
    /// whose code is not to run in them. What is in it may be removed while no silo runs.</summary>
    /// <value>The default, null, is a directory of the silo's own among temporary files, gone when the silo has stopped.</value>
    public string? PackageDirectory { get; set; }

    /// <summary>A secret that clients, and the other silos, must know to use the streaming grains of this silo.</summary>
    /// <value>The default, null, lets everybody who reaches the silo use them. At least 16 characters; the same on every silo.</value>
    /// <remarks>It is sent with every call and encrypts nothing. Who knows it may run code in the silo. Other grains of the silo are not guarded.</remarks>
    public string? Secret { get; set; }

    internal IReadOnlyDictionary<string, Func<IStreamingJob>> Jobs => _jobs;

    /// <summary>Makes a job class of the host's own code known to the silo, so that it can be submitted without a package. Every silo of a cluster must
    /// know the same classes.</summary>
    /// <typeparam name="TJob">The class.</typeparam>
    /// <returns>These options.</returns>
    public OrleansStreamOptions AddJob<TJob>()
        where TJob : IStreamingJob, new() => AddJob(typeof(TJob));

    /// <summary>Makes a job class of the host's own code known to the silo, so that it can be submitted without a package. Every silo of a cluster must
    /// know the same classes.</summary>
    /// <param name="job">The class: implements <see cref="IStreamingJob"/> and has a public constructor without parameters.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="job"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="job"/> is no such class.</exception>
    public OrleansStreamOptions AddJob(Type job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!job.IsAssignableTo(typeof(IStreamingJob)) || job.IsAbstract || job.ContainsGenericParameters || job.GetConstructor([]) is null)
        {
            throw new ArgumentException($"'{job}' must implement {nameof(IStreamingJob)} and have a public constructor without parameters.", nameof(job));
        }

        _jobs[job.FullName!] = () => (IStreamingJob)Activator.CreateInstance(job)!;
        return this;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value breaks its rule.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EngineThreads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MemoryLimit ?? 0, nameof(MemoryLimit));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DefineTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero);
        if (Secret is not null)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(Secret.Length, ClusterSecret.ShortestLength, $"{nameof(Secret)}.{nameof(Secret.Length)}");
        }

        ArgumentNullException.ThrowIfNull(Storage);
        ThrowIfBlank(PackageDirectory, nameof(PackageDirectory));
        ThrowIfBlank(SpillDirectory, nameof(SpillDirectory));
    }

    private static void ThrowIfBlank(string? path, string name)
    {
        if (path is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path, name);
        }
    }
}
