using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Keeps this silo ready to take jobs over: what has to be loaded and compiled for that is, before it is needed.</summary>
/// <remarks>Code of .NET is compiled when it first runs. A silo that has never coordinated anything would spend on that what a takeover mostly takes
/// (<see href="https://github.com/dotnet/runtime/blob/main/docs/design/features/tiered-compilation.md">tiered compilation</see>).</remarks>
internal sealed partial class Standby(JobFactory factory, ILogger<Standby> logger)
{
    private readonly Dictionary<string, (long Run, Task Prepared)> _jobs = new(StringComparer.Ordinal);
    private Task? _engine;

    /// <summary>Sees to it that the jobs that are to run could be coordinated here at once; returns at once. To be called by one thread at a time.</summary>
    internal void Prepare(IEnumerable<JobEntry> running)
    {
        _engine ??= LogFailureAsync("the engine", EngineWarmUp.EnsureAsync);
        JobEntry[] jobs = [.. running];
        foreach (string gone in _jobs.Keys.Except(jobs.Select(job => job.Name)).ToArray())
        {
            _jobs.Remove(gone);
        }

        foreach (JobEntry job in jobs)
        {
            if (!_jobs.TryGetValue(job.Name, out (long Run, Task Prepared) known) || (known.Run != job.Submission.Run && known.Prepared.IsCompleted))
            {
                _jobs[job.Name] = (job.Submission.Run, LogFailureAsync(job.Name, () => DefineAsync(job.Submission)));
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

    private async Task LogFailureAsync(string what, Func<Task> prepare)
    {
        // Whoever asks looks after jobs, and goes on with that.
        await Task.Yield();
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
