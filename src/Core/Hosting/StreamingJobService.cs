using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Hosting;

/// <summary>Runs one job for the life of a host.</summary>
internal sealed partial class StreamingJobService(IServiceProvider host, Type job, Func<StreamingJobOptions, Task> configure)
    : IHostedService, IAsyncDisposable
{
    private readonly List<object> _owned = [];
    private string _name = job.Name;
    private ILogger? _logger;
    private StreamingContext? _context;
    private Task _watch = Task.CompletedTask;
    private Exception? _failure;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        StreamingJobOptions options = HostDefaults();
        await configure(options).ConfigureAwait(false);
        options.Validate(job.Name);
        _name = options.Context.JobName;
        _logger = options.Context.LoggerFactory.CreateLogger("OrleansStream.Hosting");

        var instance = (IStreamingJob)ActivatorUtilities.CreateInstance(host, job);
        _owned.Add(instance);
        if (instance is IConfigureJobServices configurer)
        {
            options.Context.Services = JobContainer.Build(host, configurer, options.Context, options.Arguments);
            _owned.Add(options.Context.Services);
        }

        _context = new StreamingContext(options.BatchInterval, options.Context);
        _owned.Add(_context);
        instance.Define(_context, options.Arguments);
        await _context.StartAsync(cancellationToken).ConfigureAwait(false);
        _watch = WatchAsync(_context);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_context is { } context)
        {
            await context.StopAsync(graceful: true, cancellationToken).ConfigureAwait(false);
        }

        await _watch.ConfigureAwait(false);
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Frees the context first, then the job's services, then the job.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (object owned in Enumerable.Reverse(_owned))
        {
            if (owned is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync().ConfigureAwait(false);
            }
            else if (owned is IDisposable disposable)
            {
                disposable.Dispose();
            }
        }

        _owned.Clear();
    }

    private StreamingJobOptions HostDefaults() => new()
    {
        Context = new StreamingContextOptions
        {
            JobName = job.Name,
            LoggerFactory = host.GetRequiredService<ILoggerFactory>(),
            MeterFactory = host.GetService<IMeterFactory>(),
            TimeProvider = host.GetService<TimeProvider>() ?? TimeProvider.System,
            Services = host,
        },
    };

    private async Task WatchAsync(StreamingContext context)
    {
        try
        {
            await context.AwaitTerminationAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _failure = error;
            JobFailed(_logger!, _name, error);
            host.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Job {Job} failed; the host is stopping.")]
    private static partial void JobFailed(ILogger logger, string job, Exception error);
}
