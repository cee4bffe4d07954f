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
    private readonly Func<StreamingContextOptions> _options;

    // What is freed at the end, the last first.
    private readonly ConcurrentStack<object> _owned = [];
    private IServiceProvider? _services;

    private LoadedJob(JobSubmission job, Func<IStreamingJob> create, Func<StreamingContextOptions> options)
    {
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
    internal static async Task<LoadedJob> CreateAsync(JobSubmission job, Func<IStreamingJob> create, LoadedPackage? package, Func<StreamingContextOptions> options)
    {
        LoadedJob? loaded = null;
        try
        {
            loaded = new LoadedJob(job, create, options);
            loaded.Own(package);
            if (loaded.Make() is IConfigureJobServices configurer)
            {
                StreamingContextOptions silo = options();
                loaded._services = JobContainer.Build(silo.Services, configurer, silo, loaded._arguments);
                loaded.Own(loaded._services);
            }

            return loaded;
        }
        catch
        {
            await (loaded?.DisposeAsync() ?? ValueTask.CompletedTask);
            package?.Dispose();
            throw;
        }
    }

    /// <summary>Defines the job.</summary>
    /// <param name="dispatcher">What runs its stages, or null for this process's engine threads.</param>
    /// <param name="receiving">The grain that one of its receivers is to live in, or null.</param>
    /// <exception cref="ArgumentException">An argument breaks its rule.</exception>
    /// <exception cref="NotSupportedException">The job uses what cannot run on a cluster.</exception>
    internal StreamingContext Define(Func<StreamingContext, IStageDispatcher>? dispatcher, IReceivingGrain? receiving = null)
    {
        StreamingContextOptions options = _options();
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
