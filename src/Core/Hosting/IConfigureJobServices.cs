using Microsoft.Extensions.DependencyInjection;

namespace OrleansStream;

/// <summary>Implemented by a job class that wants a service container of its own, beside the host's.</summary>
/// <remarks>
/// The container is built before <see cref="IStreamingJob.Define"/> runs and is then <see cref="StreamingContext.Services"/>; it is disposed of
/// after the context. It starts with the host's logging, meters and clock.
/// </remarks>
public interface IConfigureJobServices
{
    /// <summary>Adds the job's services.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="args">The job's arguments.</param>
    /// <exception cref="JobArgumentException">An argument is missing or breaks its rule.</exception>
    void ConfigureServices(IServiceCollection services, JobArguments args);
}
