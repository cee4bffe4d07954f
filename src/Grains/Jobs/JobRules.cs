using OrleansStream.Grains.Persistence;
using OrleansStream.Packages;

namespace OrleansStream.Grains;

/// <summary>What becomes of a registered job when something is asked or found out: facts in, decision out.</summary>
internal static class JobRules
{
    private const int LongestName = 100;

    /// <summary>The rules that hold for a submission wherever it comes from.</summary>
    /// <exception cref="JobRefusedException">It breaks one.</exception>
    internal static void Check(JobSubmission job)
    {
        Require(
            !string.IsNullOrWhiteSpace(job.JobName) && job.JobName.Length <= LongestName && !job.JobName.Any(char.IsControl),
            job, nameof(job.JobName), job.JobName, $"have 1 to {LongestName} characters, not only white space, and none that controls");
        Require(
            !job.JobName.StartsWith(JobStorage.OwnPrefix, StringComparison.Ordinal),
            job, nameof(job.JobName), job.JobName, $"not begin with '{JobStorage.OwnPrefix}', under which the cluster keeps packages and savepoints");
        Require(!string.IsNullOrWhiteSpace(job.JobClass), job, nameof(job.JobClass), job.JobClass, "name a class");
        Require(job.Package is null || PackageListing.IsHash(job.Package), job, nameof(job.Package), job.Package, "be the id of a package, 64 small hexadecimal digits");
        Require(job.Arguments is not null, job, nameof(job.Arguments), null, "not be null");
        Require(
            job.BatchInterval >= TimeSpan.FromMilliseconds(1) && job.BatchInterval.Ticks % TimeSpan.TicksPerMillisecond == 0,
            job, nameof(job.BatchInterval), job.BatchInterval, "be at least one millisecond and a whole number of them");
        Require(job.Partitions >= 1, job, nameof(job.Partitions), job.Partitions, "be at least 1");
    }

    /// <summary>What a submission makes of the job that is registered under its name, or of none.</summary>
    /// <param name="there">What is registered, or null for nothing.</param>
    /// <param name="job">The submission.</param>
    /// <param name="now">The time.</param>
    /// <param name="lastRun">The highest run of jobs that were removed: who still has one of them must not take it for this one's.</param>
    /// <returns>The entry to register; the same instance if nothing changes.</returns>
    /// <exception cref="JobConflictException">It cannot take the place of the one that is there.</exception>
    internal static JobEntry Submit(JobEntry? there, JobSubmission job, DateTimeOffset now, long lastRun = 0) => there switch
    {
        null => new JobEntry(job with { Run = lastRun + 1 }, JobState.Running, now),
        { IsBeingRemoved: true } => throw IsGoing(there),
        { State: JobState.Stopped or JobState.Failed } when job.FromSavepoint is not null && job.FromSavepoint != there.Submission.FromSavepoint =>
            throw new JobConflictException(
                $"Job '{job.JobName}' has been here before, and goes on from its own checkpoint. To start from savepoint '{job.FromSavepoint}', take another name, or remove the job first."),
        { State: JobState.Stopped or JobState.Failed } => new JobEntry(job with { Run = there.Submission.Run + 1 }, JobState.Running, now),
        { State: JobState.Running } when IsSame(there.Submission, job) => there,
        { State: JobState.Running } => throw new JobConflictException(
            $"Job '{job.JobName}' runs already, submitted at {there.SubmittedAt:u} with another class, other arguments or settings. Upgrade it, stop it first, or take another name."),
        _ => throw new JobConflictException($"Job '{job.JobName}' is being stopped; submit it again when it has stopped."),
    };

    /// <summary>What another version of a job makes of the one that is registered.</summary>
    /// <returns>The entry to register; the same instance if nothing changes.</returns>
    /// <exception cref="JobConflictException">It cannot take the place of the one that is there.</exception>
    internal static JobEntry Replace(JobEntry there, JobSubmission job, DateTimeOffset now) => there switch
    {
        { IsBeingRemoved: true } => throw IsGoing(there),
        { State: JobState.Running } when IsSame(there.Submission, job) => there,
        { State: JobState.Running or JobState.Failed } when there.Submission.Run == job.Run =>
            new JobEntry(job with { Run = job.Run + 1 }, JobState.Running, now),
        { State: JobState.Running or JobState.Failed } => throw new JobConflictException(
            $"Job '{job.JobName}' was changed by somebody else meanwhile, at {there.SubmittedAt:u}. Look at it, and try again."),
        _ => throw new JobConflictException($"Job '{job.JobName}' does not run: it {(there.State == JobState.Stopped ? "was" : "is being")} stopped. Submit it again."),
    };

    /// <summary>What a request to stop makes of a job. A stop that is not graceful overtakes one that is.</summary>
    internal static JobEntry Stop(JobEntry there, bool graceful) => there switch
    {
        { State: JobState.Running } => there with { State = JobState.Stopping, IsGraceful = graceful },
        { State: JobState.Stopping, IsGraceful: true } when !graceful => there with { IsGraceful = false },
        _ => there,
    };

    /// <summary>What the end of a run makes of a job.</summary>
    internal static JobEntry End(JobEntry there, long run, string? error) => there switch
    {
        { State: JobState.Running or JobState.Stopping } when there.Submission.Run == run =>
            there with { State = error is null ? JobState.Stopped : JobState.Failed, Error = error },
        _ => there,
    };

    /// <summary>What a request to remove a job makes of it.</summary>
    /// <exception cref="JobConflictException">It runs, or is being stopped.</exception>
    internal static JobEntry Remove(JobEntry there) => there.State is JobState.Stopped or JobState.Failed
        ? there with { IsBeingRemoved = true, RemovalError = null }
        : throw new JobConflictException(
            $"Job '{there.Name}' {(there.State == JobState.Running ? "runs; stop it first" : "is being stopped; remove it when it has stopped")}.");

    private static JobConflictException IsGoing(JobEntry there) =>
        new($"Job '{there.Name}' is being removed; {(there.RemovalError is null ? "wait until it is gone" : $"remove it again, since that has failed: {there.RemovalError}")}.");

    private static bool IsSame(JobSubmission one, JobSubmission other) =>
        one.JobClass == other.JobClass
        && one.Package == other.Package
        && one.BatchInterval == other.BatchInterval
        && one.Partitions == other.Partitions
        && one.FromSavepoint == other.FromSavepoint
        && one.StateHistory == other.StateHistory
        && one.StateScanLimit == other.StateScanLimit
        && one.Arguments.Count == other.Arguments.Count
        && one.Arguments.All(argument => other.Arguments.TryGetValue(argument.Key, out string? value) && value == argument.Value);

    private static void Require(bool holds, JobSubmission job, string key, object? value, string rule)
    {
        if (!holds)
        {
            throw new JobRefusedException(FormattableString.Invariant($"Job '{job.JobName}': {key} is '{value}'; it must {rule}."));
        }
    }
}
