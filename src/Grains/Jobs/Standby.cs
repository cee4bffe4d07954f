using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Keeps this silo ready to take jobs over: what has to be loaded and compiled for that is, before it is needed.</summary>
/// <remarks>Code of .NET is compiled when it first runs. A silo that has never coordinated anything would spend on that what a takeover mostly takes
/// (<see href="https://github.com/dotnet/runtime/blob/main/docs/design/features/tiered-compilation.md">tiered compilation</see>).</remarks>
internal sealed partial class Standby(JobFactory factory, ILogger<Standby> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Dictionary<string, (long Run, Task Prepared)> _jobs = new(StringComparer.Ordinal);

    // One after the other: threads that compile are missed elsewhere.
    private Task _last = Task.CompletedTask;

    // Before others know of this silo: where there is little of a processor, a silo that compiles does not answer in time whether it is there.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(Standby), ServiceLifecycleStage.RuntimeServices, _ => PrepareAsync(Task.CompletedTask, "the engine", EngineWarmUp.EnsureAsync));

    /// <summary>Sees to it that the jobs that are to run could be coordinated here at once; returns at once. To be called by one thread at a time.</summary>
    internal void Prepare(IEnumerable<JobEntry> running)
    {
        JobEntry[] jobs = [.. running];
        foreach (string gone in _jobs.Keys.Except(jobs.Select(job => job.Name)).ToArray())
        {
            _jobs.Remove(gone);
        }

        foreach (JobEntry job in jobs)
        {
            if (!_jobs.TryGetValue(job.Name, out (long Run, Task Prepared) known) || (known.Run != job.Submission.Run && known.Prepared.IsCompleted))
            {
                _last = PrepareAsync(_last, job.Name, () => DefineAsync(job.Submission));
                _jobs[job.Name] = (job.Submission.Run, _last);
            }
        }
    }

    /// <summary>Does what a takeover does first, and lets go of it: loads the job's code, defines the job and looks at its checkpoint.</summary>
    private async Task DefineAsync(JobSubmission job)
    {
        await using JobCode code = await factory.OpenAloneAsync(job);
        await using StreamingContext context = await code.DefineAsync(JobRole.Coordinator);
        context.Graph.ValidateAndFix();
        await context.CheckContinuationAsync(CancellationToken.None);
    }

    private async Task PrepareAsync(Task before, string what, Func<Task> prepare)
    {
        // Whoever asks looks after jobs, and goes on with that.
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await prepare();
        }
        catch (Exception error)
        {
            // Whoever has to take the job over finds it out again, and says so.
            NotPrepared(logger, what, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Taking over {What} could not be prepared; it will take a little longer.")]
    private static partial void NotPrepared(ILogger logger, string what, Exception error);
}
