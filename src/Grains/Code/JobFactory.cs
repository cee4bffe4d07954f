using Microsoft.Extensions.Logging;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Grains;

/// <summary>Defines jobs in this process: the graph that user code makes is never sent, it is made wherever it is needed.</summary>
internal sealed class JobFactory(OrleansStreamOptions options, IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Defines a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="dispatcher">What runs its stages, or null for this process's engine threads.</param>
    /// <exception cref="ArgumentException">The silo does not know the class, or an argument breaks its rule.</exception>
    /// <exception cref="NotSupportedException">The job uses what cannot run on a cluster.</exception>
    internal StreamingContext Define(JobSubmission job, Func<StreamingContext, IStageDispatcher>? dispatcher)
    {
        if (!options.Jobs.TryGetValue(job.JobClass, out Func<IStreamingJob>? create))
        {
            throw new ArgumentException(
                $"Job {job.JobName}: this silo does not know the class '{job.JobClass}'. It knows: {string.Join(", ", options.Jobs.Keys.Order())}.", nameof(job));
        }

        var context = new StreamingContext(job.BatchInterval, new StreamingContextOptions
        {
            JobName = job.JobName,
            EngineThreads = options.EngineThreads,
            DefaultPartitions = job.Partitions,
            OnFailure = FailurePolicy.RetryThenStop,
            MaxBatchAttempts = options.MaxBatchAttempts,
            BatchRetryDelay = options.BatchRetryDelay,
            LoggerFactory = loggers,
            Services = services,
            CheckpointStore = CheckpointOf(job.JobName),
            Dispatcher = dispatcher,
        });
        try
        {
            create().Define(context, new JobArguments(job.Arguments));
            context.Graph.ThrowIfBoundToProcess();
            return context;
        }
        catch
        {
            // Its threads would stay. It has not been started, so there is nothing to wait for.
            _ = context.DisposeAsync().AsTask();
            throw;
        }
    }

    private ICheckpointStore CheckpointOf(string job) =>
        options.CheckpointStore?.Invoke(job) ?? new GrainCheckpointStore(GrainRecords.Of(services), job);
}
