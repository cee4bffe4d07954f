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
    JobFactory factory,
    IGrainFactory grains,
    PartitionPlacement placement,
    LocalDrivers drivers,
    ILocalSiloDetails silo,
    ILogger<BatchCoordinatorGrain> logger)
    : Grain, IBatchCoordinatorGrain
{
    private StreamingContext? _context;
    private Task? _starting;
    private Task? _stopping;
    private long _run;
    private long _stoppedRun;

    public async Task CheckAsync(JobSubmission job)
    {
        ArgumentNullException.ThrowIfNull(job);
        try
        {
            await using StreamingContext context = factory.Define(job, dispatcher: null);
            context.Graph.ValidateAndFix();
        }
        catch (Exception error)
        {
            // Whatever it is, it comes from the job's code, whose types the caller need not have.
            throw new JobRefusedException($"Job '{job.JobName}' is refused: {error.Message}");
        }
    }

    public async Task<JobStatus> EnsureRunningAsync(JobSubmission job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.Run < _run || job.Run <= _stoppedRun || drivers.AreDraining)
        {
            return StatusOf(job.Run);
        }

        // A run that failed stays stopped until somebody looks at it; one that another activation fenced off is taken back, because calls
        // come here again.
        if (_starting is null or { IsFaulted: true } || job.Run > _run || _context is { State: StreamingContextState.Stopped, Failure: JobFencedException })
        {
            _run = job.Run;
            _stopping = null;
            _starting = StartAsync(job, _starting);
        }

        await _starting;
        return StatusOf(job.Run);
    }

    public Task<JobStatus> EnsureStoppedAsync(long run, bool graceful)
    {
        _stoppedRun = Math.Max(_stoppedRun, run);
        if (run >= _run && _starting is { } starting)
        {
            _stopping ??= StopAsync(starting, graceful);
            if (!graceful)
            {
                _context?.RequestStop(graceful: false);
            }
        }

        return Task.FromResult(StatusOf(run));
    }

    public Task<JobStatus> GetStatusAsync() => Task.FromResult(StatusOf(_run));

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await ReleaseAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private async Task StartAsync(JobSubmission job, Task? before)
    {
        if (before is not null)
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await ReleaseAsync();
        _context = null;
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
        drivers.Add(context);
        Running(logger, job.JobName, context.Epoch);
    }

    /// <summary>Stops the run and frees what it holds; what is known of it stays.</summary>
    private async Task StopAsync(Task starting, bool graceful)
    {
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_context is { } context)
        {
            await context.StopAsync(graceful);
            await ReleaseAsync();
        }
    }

    private async Task ReleaseAsync()
    {
        if (_context is { } context)
        {
            drivers.Remove(context);
            await context.DisposeAsync();
        }
    }

    private JobStatus StatusOf(long run)
    {
        StreamingContext? context = run == _run ? _context : null;
        bool isStopped = context is { State: StreamingContextState.Stopped, Failure: not JobFencedException } && !drivers.AreDraining;
        return new JobStatus(
            context is { State: StreamingContextState.Active },
            context?.Epoch ?? 0,
            context?.Coordinator?.Committed.Milliseconds ?? 0,
            context?.Coordinator?.OpenBatches ?? 0,
            context?.Failure?.Message ?? (run == _run ? _starting?.Exception?.GetBaseException().Message : null),
            CommittedBatchesOf(context),
            silo.SiloAddress.ToParsableString(),
            run,
            run < _run || isStopped || (run <= _stoppedRun && _stopping is null or { IsCompleted: true }));
    }

    private static long CommittedBatchesOf(StreamingContext? context) =>
        context?.Coordinator is { } coordinator ? (coordinator.Committed - context.ZeroTime).Ticks / context.BatchInterval.Ticks : 0;

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is coordinated here, epoch {Epoch}.")]
    private static partial void Running(ILogger logger, string job, long epoch);
}
