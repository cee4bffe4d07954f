namespace OrleansStream.Grains;

/// <summary>Which runs of jobs are over, so that silos free what they hold of them. To be used by one thread at a time.</summary>
/// <param name="patience">How long what a run has begun may go on after another has taken its place.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class OverRuns(TimeSpan patience, TimeProvider time)
{
    private readonly Dictionary<string, (long Run, DateTimeOffset Since)> _latest = [];

    /// <summary>The last run of a job that is over; those before it are too. Zero if none is.</summary>
    internal long Of(JobEntry job)
    {
        long run = job.Submission.Run;
        DateTimeOffset now = time.GetUtcNow();
        if (!_latest.TryGetValue(job.Name, out (long Run, DateTimeOffset Since) latest) || latest.Run != run)
        {
            _latest[job.Name] = latest = (run, now);
        }

        return job.State is JobState.Stopped or JobState.Failed ? run
            : now - latest.Since > patience ? run - 1
            : 0;
    }
}
