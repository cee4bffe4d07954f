using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using OrleansStream.Execution;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IBatchCoordinatorGrain"/>
/// <remarks>
/// The driver is the engine's own context, the same that runs embedded, over a dispatcher that calls partition grains. Two activations of one
/// job may live for a while after a partition of the cluster: the job's head fences the older one off.
/// </remarks>
[Reentrant]
[KeepAlive]
[Immovable]
internal sealed partial class BatchCoordinatorGrain(
    JobFactory factory, IGrainFactory grains, PartitionPlacement placement, ILogger<BatchCoordinatorGrain> logger)
    : Grain, IBatchCoordinatorGrain
{
    private StreamingContext? _context;
    private Task? _starting;

    public Task EnsureRunningAsync(JobSubmission job)
    {
        ArgumentNullException.ThrowIfNull(job);

        // A job that failed stays stopped until somebody looks at it; one that another activation fenced off is taken back, because calls
        // come here again.
        if (_starting is null or { IsFaulted: true } || _context is { State: StreamingContextState.Stopped, Failure: JobFencedException })
        {
            _starting = StartAsync(job);
        }

        return _starting;
    }

    public Task<JobStatus> GetStatusAsync() => Task.FromResult(new JobStatus(
        _context is { State: StreamingContextState.Active },
        _context?.Epoch ?? 0,
        _context?.Coordinator?.Committed.Milliseconds ?? 0,
        _context?.Coordinator?.OpenBatches ?? 0,
        _context?.Failure?.Message));

    public Task StopAsync(bool graceful) => _context?.StopAsync(graceful) ?? Task.CompletedTask;

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_context is { } context)
        {
            await context.DisposeAsync();
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task StartAsync(JobSubmission job)
    {
        if (_context is { } earlier)
        {
            _context = null;
            await earlier.DisposeAsync();
        }

        StreamingContext context = factory.Define(job, owner => new RemoteStageDispatcher(
            owner, new GrainTransport(grains, placement, job, new WireFormat(owner.Options.Encoding))));
        context.Runtime.Receivers = new GrainReceiverTransport(grains, job, new WireFormat(context.Runtime.Encoding));
        try
        {
            await context.StartAsync(CancellationToken.None);
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }

        _context = context;
        Running(logger, job.JobName, context.Epoch);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is coordinated here, epoch {Epoch}.")]
    private static partial void Running(ILogger logger, string job, long epoch);
}
