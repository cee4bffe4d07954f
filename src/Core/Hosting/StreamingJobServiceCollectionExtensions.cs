using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansStream.Hosting;

namespace OrleansStream;

/// <summary>Runs streaming jobs in a .NET host.</summary>
public static class StreamingJobServiceCollectionExtensions
{
    /// <summary>Runs a job for the life of the host, with default options.</summary>
    /// <typeparam name="TJob">The job; made once, its constructor may ask for the host's services.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks>
    /// The job starts with the host and stops gracefully with it, within the host's shutdown timeout. A job that fails stops the host, and
    /// stopping the host then throws the failure, so that the process does not end as if all were well; a batch that failed for good is a
    /// failure of the job under every <see cref="FailurePolicy"/>. A job that stops itself leaves the host running. Several jobs may be added.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    public static IServiceCollection AddStreamingJob<TJob>(this IServiceCollection services)
        where TJob : class, IStreamingJob =>
        services.AddStreamingJob<TJob>(static _ => Task.CompletedTask);

    /// <summary>Runs a job for the life of the host.</summary>
    /// <typeparam name="TJob">The job; made once, its constructor may ask for the host's services.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; called when the host starts.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks><inheritdoc cref="AddStreamingJob{TJob}(IServiceCollection)" path="/remarks"/></remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddStreamingJob<TJob>(this IServiceCollection services, Action<StreamingJobOptions> configure)
        where TJob : class, IStreamingJob
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddStreamingJob<TJob>(options =>
        {
            configure(options);
            return Task.CompletedTask;
        });
    }

    /// <summary>Runs a job for the life of the host.</summary>
    /// <typeparam name="TJob">The job; made once, its constructor may ask for the host's services.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options, perhaps after asking somewhere; awaited when the host starts.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <remarks><inheritdoc cref="AddStreamingJob{TJob}(IServiceCollection)" path="/remarks"/></remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IServiceCollection AddStreamingJob<TJob>(this IServiceCollection services, Func<StreamingJobOptions, Task> configure)
        where TJob : class, IStreamingJob
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSingleton<IHostedService>(host => new StreamingJobService(host, typeof(TJob), configure));
    }
}
