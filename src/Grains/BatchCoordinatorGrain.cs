using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;
using OrleansStream.Stateful;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IBatchCoordinatorGrain"/>
/// <remarks>Two activations of one job may live for a while after a partition of the cluster: the job's head fences the older one off.</remarks>
[Reentrant]
[KeepAlive]
[Immovable]
internal sealed partial class BatchCoordinatorGrain(
    JobFactory factory,
    IGrainFactory grains,
    PartitionPlacement placement,
    LocalDrivers drivers,
    JobStorage storage,
    TimeProvider time,
    ILocalSiloDetails silo,
    JobLogs logs)
    : Grain, IBatchCoordinatorGrain, IDisposable
{
    private readonly JobSavepoints _savepoints = new(storage, time);

    // Of the latest run that was to start here.
    private JobDriver? _driver;
    private long _stoppedRun;

    // No coordinator of it, wherever it may be, can commit anything any more.
    private long _endedRun;

    public async Task CheckAsync(JobSubmission job)
    {
        ArgumentNullException.ThrowIfNull(job);
        try
        {
            await using JobCode code = await factory.OpenAloneAsync(job);
            await using StreamingContext context = await code.DefineAsync(JobRole.Coordinator);
            context.Graph.ValidateAndFix();
            await context.CheckContinuationAsync(CancellationToken.None);
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
        if (job.Run < _driver?.Run || job.Run <= _stoppedRun || drivers.AreDraining)
        {
            return StatusOf(job.Run);
        }

        // A run that failed stays stopped until somebody looks at it; one that another activation fenced off is taken back, because calls
        // come here again.
        if (_driver is null or { IsToBeRepeated: true } || _driver.Run < job.Run)
        {
            JobDriver? before = _driver;
            _driver = new JobDriver(job, factory, grains, placement, drivers, logs.LoggerOf<JobDriver>(job.JobName));
            _driver.Start(before);
        }

        await _driver.Started;
        return StatusOf(job.Run);
    }

    public async Task<JobStatus> EnsureStoppedAsync(long run, bool graceful)
    {
        _stoppedRun = Math.Max(_stoppedRun, run);
        if (_driver is { IsOver: false } driver)
        {
            if (driver.Run <= run)
            {
                driver.Stop(graceful);
            }
        }
        else if (!StatusOf(run).HasEnded)
        {
            await FenceOffAsync();
            _endedRun = Math.Max(_endedRun, run);
        }

        return StatusOf(run);
    }

    public async Task<byte[]> AskStateAsync(byte[] query) =>
        WireFormat.OfEngine.Write(_driver is { } driver ? await driver.AskAsync(WireFormat.OfEngine.Read<StateQuery>(query)) : StateReply.NotNow);

    public Task<SavepointProgress> SavepointAsync(SavepointOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return _savepoints.WriteAsync(this.GetPrimaryKeyString(), order, _driver?.Active);
    }

    public Task<JobStatus> GetStatusAsync() => Task.FromResult(StatusOf(_driver?.Run ?? 0));

    public void Dispose() => _savepoints.Dispose();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await (_driver?.MakeRoomAsync(finish: false) ?? Task.CompletedTask);
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>Has nobody commit anything any more: where the job was coordinated last need not be here, nor known to be gone.</summary>
    private async Task FenceOffAsync()
    {
        string job = this.GetPrimaryKeyString();
        try
        {
            await HeadFence.RaiseAsync(storage.Of(job), time, CancellationToken.None);
        }
        catch (CheckpointException error) when (error is not CheckpointUnavailableException)
        {
            // No job can go on from such a head. It is no reason to keep one from being stopped.
            NotFenced(logs.LoggerOf<BatchCoordinatorGrain>(job), job, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} is stopped; whoever coordinated it last could not be fenced off, since its checkpoint cannot be used.")]
    private static partial void NotFenced(ILogger logger, string job, Exception error);

    private JobStatus StatusOf(long run)
    {
        bool isHere = _driver?.Run == run;
        JobStatus status = isHere ? _driver!.Status : new JobStatus(IsRunning: false, Epoch: 0, CommittedBatch: 0, OpenBatches: 0, Error: null, Run: run);
        return status with
        {
            Silo = silo.SiloAddress.ToParsableString(),
            HasEnded = status.HasEnded || run < _driver?.Run || run <= _endedRun,

            // What kept a run from starting, or going on here, is nothing that a stop has failed with.
            Error = !status.HasEnded && run <= _endedRun ? null : status.Error,
        };
    }
}
