using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>One job that a silo looks after.</summary>
/// <param name="grains">Where its coordinator is called.</param>
/// <param name="time">Where time comes from.</param>
/// <param name="logger">Where messages go.</param>
/// <param name="again">Asks for a turn before the next one is due.</param>
internal sealed partial class KeptJob(IGrainFactory grains, TimeProvider time, ILogger logger, Action again)
{
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private Task _asking = Task.CompletedTask;
    private int _failures;
    private DateTimeOffset _notBefore;

    /// <summary>Sees to it that the job is in the state that it is to be in, unless that is being done or has failed just now.</summary>
    internal void LookAfter(JobEntry job)
    {
        if (_asking.IsCompleted && time.GetUtcNow() >= _notBefore)
        {
            _asking = AskAsync(job);
        }
    }

    private async Task AskAsync(JobEntry job)
    {
        try
        {
            IBatchCoordinatorGrain coordinator = grains.GetGrain<IBatchCoordinatorGrain>(job.Name);
            JobStatus status = job.State == JobState.Stopping
                ? await coordinator.EnsureStoppedAsync(job.Submission.Run, job.IsGraceful)
                : await coordinator.EnsureRunningAsync(job.Submission);
            _failures = 0;
            if (status.HasEnded)
            {
                await grains.GetGrain<IJobManagerGrain>(0).ReportEndedAsync(job.Name, job.Submission.Run, status.Error);
            }
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            // The silo of the coordinator is gone, and perhaps not known to be yet, or others are agreeing on who is to have its grains.
            Unreachable(logger, job.Name, error);
            await PauseAsync(ShortPause);
        }
        catch (Exception error)
        {
            // It may fail for a while: storage may be away, or the code of another version be needed.
            _failures++;
            TimeSpan pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_failures - 1, 10)) / 2));
            Failed(logger, job.Name, job.State == JobState.Stopping ? "stopped" : "started", _failures, pause, error);
            await PauseAsync(pause);
        }
    }

    private async Task PauseAsync(TimeSpan pause)
    {
        _notBefore = time.GetUtcNow() + pause;
        await Task.Delay(pause, time);
        again();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The coordinator of job {Job} cannot be reached now.")]
    private static partial void Unreachable(ILogger logger, string job, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} cannot be {Wanted} (attempt {Attempt}); it is tried again in {Pause}.")]
    private static partial void Failed(ILogger logger, string job, string wanted, int attempt, TimeSpan pause, Exception error);
}
