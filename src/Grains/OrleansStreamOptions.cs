using OrleansStream.Checkpoints;

namespace OrleansStream;

/// <summary>How a silo hosts streaming jobs.</summary>
public sealed class OrleansStreamOptions
{
    private readonly Dictionary<string, Func<IStreamingJob>> _jobs = [];

    /// <summary>How many threads of the silo run tasks, for each job.</summary>
    /// <value>The default is one per processor. At least 1.</value>
    public int EngineThreads { get; set; } = Environment.ProcessorCount;

    /// <summary>How often a batch is tried before its job stops. An attempt fails with the silo it runs on, so this bounds how long an
    /// eviction may take.</summary>
    /// <value>The default is 60. At least 1.</value>
    public int MaxBatchAttempts { get; set; } = 60;

    /// <summary>How long to wait before a batch is tried again.</summary>
    /// <value>The default is 250 ms.</value>
    public TimeSpan BatchRetryDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Where a job, by name, keeps what must survive its coordinator. Every silo must reach the same store.</summary>
    /// <value>There is no default: a job without it is refused.</value>
    public Func<string, ICheckpointStore>? CheckpointStore { get; set; }

    internal IReadOnlyDictionary<string, Func<IStreamingJob>> Jobs => _jobs;

    /// <summary>Makes a job class known to the silo. Every silo of a cluster must know the same classes.</summary>
    /// <typeparam name="TJob">The class.</typeparam>
    /// <returns>These options.</returns>
    public OrleansStreamOptions AddJob<TJob>()
        where TJob : IStreamingJob, new()
    {
        _jobs[typeof(TJob).FullName!] = static () => new TJob();
        return this;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value breaks its rule.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(EngineThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchRetryDelay, TimeSpan.Zero);
        if (CheckpointStore is null)
        {
            throw new ArgumentException(
                $"{nameof(OrleansStreamOptions)}.{nameof(CheckpointStore)} is not set; it must give a store that every silo reaches.", nameof(CheckpointStore));
        }
    }
}
