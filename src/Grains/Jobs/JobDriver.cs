using Microsoft.Extensions.Logging;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Grains;

/// <summary>A run of a job that is coordinated on this silo, from its start to what can be said of it afterwards.</summary>
/// <remarks>The driver itself is the engine's own context, the same that runs embedded, over a dispatcher that calls partition grains. To be used
/// in the turns of one grain.</remarks>
internal sealed partial class JobDriver(
    JobSubmission job, JobFactory factory, IGrainFactory grains, PartitionPlacement placement, LocalDrivers drivers, ILogger logger)
{
    private StreamingContext? _context;
    private HostedStateQueries? _queries;
    private JobCode? _code;
    private JobStatus? _last;
    private Task _starting = Task.CompletedTask;
    private Task _ending = Task.CompletedTask;
    private bool? _stopsGracefully;

    // What ran here before, as long as it makes room.
    private JobDriver? _before;

    internal long Run => job.Run;

    /// <summary>Ends when the run has started, or could not.</summary>
    internal Task Started => _starting;

    /// <summary>Whether nothing of the run is here any more.</summary>
    internal bool IsOver => _ending.IsCompleted;

    /// <summary>Whether another coordinator has taken the run over, its storage was away, or it could not start: whoever is asked for it starts it again.</summary>
    internal bool IsToBeRepeated { get; private set; }

    /// <summary>How the run stands.</summary>
    internal JobStatus Status => _last ?? StatusOf(_context);

    /// <summary>The job while it runs here; else null.</summary>
    internal StreamingContext? Active => _context is { State: StreamingContextState.Active } context ? context : null;

    /// <summary>Starts the run.</summary>
    /// <param name="before">What ran here before, which is to make room first; null for nothing.</param>
    internal void Start(JobDriver? before)
    {
        _starting = StartAsync(before);
        _ending = EndAsync();
    }

    /// <summary>Has the run stop. A stop that is not graceful overtakes one that is.</summary>
    internal void Stop(bool graceful)
    {
        _stopsGracefully = graceful && _stopsGracefully != false;
        _context?.RequestStop(graceful);
        if (!graceful)
        {
            // Whoever does not want this run has no use for what the one before has begun either.
            _before?.Stop(graceful: false);
        }
    }

    /// <summary>Stops the run so that another one of the job can go on.</summary>
    /// <param name="finish">Whether to finish first what has begun, if that can be done soon.</param>
    internal async Task MakeRoomAsync(bool finish)
    {
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_context is { } context)
        {
            using CancellationTokenSource patience = drivers.DrainDeadline();
            await (finish ? context.HandOverAsync(patience.Token) : context.StopAsync(graceful: false, CancellationToken.None));
        }

        await _ending;
    }

    /// <summary>Answers a question for the state of the job, if it runs.</summary>
    internal Task<StateReply> AskAsync(StateQuery query) =>
        Active is not null && _queries is { } queries ? queries.AskAsync(query, CancellationToken.None) : Task.FromResult(StateReply.NotNow);

    private async Task StartAsync(JobDriver? before)
    {
        if (before is not null)
        {
            _before = before;
            await before.MakeRoomAsync(finish: before.Run < Run);
            _before = null;
        }

        JobCode code = await factory.OpenAsync(job);
        StreamingContext? context = null;
        try
        {
            context = await code.DefineAsync(JobRole.Coordinator, owner => new RemoteStageDispatcher(
                owner, new GrainTransport(grains, placement, job, new WireFormat(owner.Options.Encoding))));
            context.Runtime.Receivers = new GrainReceiverTransport(grains, job);
            await context.StartAsync(CancellationToken.None);
        }
        catch
        {
            await (context?.DisposeAsync() ?? ValueTask.CompletedTask);
            await code.DisposeAsync();
            throw;
        }

        _context = context;
        _queries = new HostedStateQueries(context, context.Runtime.Dispatcher.Hosts!);
        _code = code;
        drivers.Add(context);
        Running(logger, job.JobName, context.Epoch);
        if (_stopsGracefully is { } graceful)
        {
            context.RequestStop(graceful);
        }
    }

    /// <summary>Waits until the run is over, and keeps no more of it than what can be said of it: its code is to leave memory.</summary>
    private async Task EndAsync()
    {
        try
        {
            await _starting;
        }
        catch (Exception error)
        {
            _last = StatusOf(null) with { Error = error.GetBaseException().Message };
            IsToBeRepeated = true;
            return;
        }

        StreamingContext context = _context!;
        await context.Stopped;
        _last = StatusOf(context);
        IsToBeRepeated = EndsOnlyHere(context.Failure);
        (_context, _queries) = (null, null);
        drivers.Remove(context);
        try
        {
            await context.DisposeAsync();
            await _code!.DisposeAsync();
        }
        catch (Exception error)
        {
            // Code of the job's, which must not keep another run from starting.
            NotFreed(logger, job.JobName, error);
        }

        _code = null;
    }

    private JobStatus StatusOf(StreamingContext? context)
    {
        bool hasEnded = context is { State: StreamingContextState.Stopped } && !EndsOnlyHere(context.Failure) && !drivers.AreDraining;
        return new JobStatus(
            context is { State: StreamingContextState.Active },
            context?.Epoch ?? 0,
            context?.Coordinator?.Committed.Milliseconds ?? 0,
            context?.Coordinator?.OpenBatches ?? 0,
            context?.Failure?.Message,
            CommittedBatchesOf(context),
            Run: Run,
            HasEnded: hasEnded);
    }

    /// <summary>Whether a failure ends a life of the coordinator and not the run: nothing is wrong with the job.</summary>
    private static bool EndsOnlyHere(Exception? failure) => failure is JobFencedException or CheckpointUnavailableException or KeptOutputLostException;

    private static long CommittedBatchesOf(StreamingContext? context) =>
        context?.Coordinator is { } coordinator ? (coordinator.Committed - context.ZeroTime).Ticks / context.BatchInterval.Ticks : 0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} has ended, and what it held could not all be freed.")]
    private static partial void NotFreed(ILogger logger, string job, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} is coordinated here, epoch {Epoch}.")]
    private static partial void Running(ILogger logger, string job, long epoch);
}
