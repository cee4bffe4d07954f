using System.Collections.Concurrent;
using OrleansStream.Execution;
using OrleansStream.Hosting;
using OrleansStream.Packages;
using OrleansStream.Streams;

namespace OrleansStream.Grains;

/// <summary>The code of one run in this process, with the services that it has asked for.</summary>
internal sealed class LoadedJob : IAsyncDisposable
{
    private readonly JobArguments _arguments;
    private readonly JobSubmission _job;
    private readonly Func<IStreamingJob> _create;
    private readonly Func<JobRole, StreamingContextOptions> _options;
    private readonly BoundedCode _bounded;

    // What is freed at the end, the last first.
    private readonly ConcurrentStack<object> _owned = [];
    private IServiceProvider? _services;

    private LoadedJob(JobSubmission job, Func<IStreamingJob> create, Func<JobRole, StreamingContextOptions> options, BoundedCode bounded)
    {
        _bounded = bounded;
        _arguments = new JobArguments(job.Arguments);
        _job = job;
        _create = create;
        _options = options;
    }

    /// <summary>Makes the services of a job that wants its own.</summary>
    /// <param name="job">The run.</param>
    /// <param name="create">Makes the job.</param>
    /// <param name="package">What its class is in, to be let go of at the end; null for a class of the host.</param>
    /// <param name="options">Makes the options of a context, with the silo's services.</param>
    /// <param name="bounded">Runs the job's code.</param>
    internal static async Task<LoadedJob> CreateAsync(
        JobSubmission job, Func<IStreamingJob> create, LoadedPackage? package, Func<JobRole, StreamingContextOptions> options, BoundedCode bounded)
    {
        LoadedJob? loaded = null;
        try
        {
            LoadedJob created = loaded = new LoadedJob(job, create, options, bounded);
            created.Own(package);
            return await bounded.RunAsync($"The making of {job.JobClass}", created.WithServices, static late => _ = late.DisposeAsync().AsTask());
        }
        catch
        {
            await (loaded?.DisposeAsync() ?? ValueTask.CompletedTask);
            package?.Dispose();
            throw;
        }
    }

    /// <summary>Defines the job.</summary>
    /// <param name="role">What for.</param>
    /// <param name="dispatcher">What runs its stages, or null for this process's engine threads.</param>
    /// <param name="receiving">The grain that one of its receivers is to live in, or null.</param>
    /// <exception cref="ArgumentException">An argument breaks its rule.</exception>
    /// <exception cref="NotSupportedException">The job uses what cannot run on a cluster.</exception>
    /// <exception cref="TimeoutException">The definition does not end.</exception>
    internal Task<StreamingContext> DefineAsync(JobRole role, Func<StreamingContext, IStageDispatcher>? dispatcher, IReceivingGrain? receiving) => _bounded.RunAsync(
        $"The definition of {_job.JobClass}{(_job.Package is { } package ? $" of package {package}" : "")}",
        () => Define(role, dispatcher, receiving),
        static late => _ = late.DisposeAsync().AsTask());

    private StreamingContext Define(JobRole role, Func<StreamingContext, IStageDispatcher>? dispatcher, IReceivingGrain? receiving)
    {
        StreamingContextOptions options = _options(role);
        options.HostServices = receiving is null ? options.Services : new ReceiverServices(options.Services, receiving);
        options.Services = _services ?? options.Services;
        options.Dispatcher = dispatcher;
        var context = new StreamingContext(_job.BatchInterval, options);
        try
        {
            Make().Define(context, _arguments);
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

    /// <summary>Frees the jobs, then their services, then the code.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? owned))
        {
            if (owned is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)owned).Dispose();
            }
        }

        _services = null;
    }

    private LoadedJob WithServices()
    {
        if (Make() is IConfigureJobServices configurer)
        {
            StreamingContextOptions silo = _options(JobRole.Coordinator);
            _services = JobContainer.Build(silo.Services, configurer, silo, _arguments);
            Own(_services);
        }

        return this;
    }

    private IStreamingJob Make()
    {
        IStreamingJob job = _create();
        Own(job);
        return job;
    }

    private void Own(object? one)
    {
        if (one is IAsyncDisposable or IDisposable)
        {
            _owned.Push(one);
        }
    }
}
