namespace OrleansStream;

/// <summary>The registry of a cluster's jobs; there is one, with the key 0.</summary>
/// <remarks>It remembers what is to run, and starts and stops nothing itself: every silo does its share of that.</remarks>
[Alias("orleans-stream.job-manager")]
public interface IJobManagerGrain : IGrainWithIntegerKey
{
    /// <summary>Has a job run from now on. The same again changes nothing; a job that was stopped or has failed goes on from its checkpoint.</summary>
    /// <param name="job">The job; its <see cref="JobSubmission.Run"/> is not looked at.</param>
    /// <returns>The job as registered.</returns>
    /// <exception cref="JobRefusedException">The submission breaks a rule, or its code cannot be run on the cluster.</exception>
    /// <exception cref="JobConflictException">Another job of this name runs, or is being stopped.</exception>
    [Alias("submit")]
    Task<JobEntry> SubmitAsync(JobSubmission job);

    /// <summary>Has another version of a job go on in the place of the one that runs, or has failed: what runs finishes the batches that have begun, and
    /// the next run goes on from there. The same again changes nothing.</summary>
    /// <param name="job">The job; <see cref="JobSubmission.Run"/> says which run it takes the place of.</param>
    /// <returns>The job as registered, or null if there is none of this name.</returns>
    /// <exception cref="JobRefusedException">The submission breaks a rule, its code cannot be run on the cluster, or it cannot go on from the job's
    /// checkpoint. What runs goes on.</exception>
    /// <exception cref="JobConflictException">Another run has begun, or the job was stopped.</exception>
    [Alias("replace")]
    Task<JobEntry?> ReplaceAsync(JobSubmission job);

    /// <summary>Gives a job, or null if there is none of this name.</summary>
    /// <param name="name">The job's name.</param>
    [Alias("get")]
    Task<JobEntry?> GetAsync(string name);

    /// <summary>Gives all jobs, or null if they are as they were in a version.</summary>
    /// <param name="knownVersion">The version that the caller knows; null for none.</param>
    [Alias("read")]
    Task<JobRegistry?> ReadAsync(string? knownVersion);

    /// <summary>Has a job stop, and stay stopped. Returns before it has; does nothing to one that does not run.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    /// <returns>The job as registered, or null if there is none of this name.</returns>
    [Alias("stop")]
    Task<JobEntry?> StopAsync(string name, bool graceful);

    /// <summary>Has a job that does not run removed, with its checkpoint. Returns before it is; asked again, it tries again what has failed.</summary>
    /// <param name="name">The job's name.</param>
    /// <returns>The job as registered, or null once there is none of this name.</returns>
    /// <exception cref="JobConflictException">It runs, or is being stopped.</exception>
    [Alias("remove")]
    Task<JobEntry?> RemoveAsync(string name);

    /// <summary>Has a savepoint removed, and waits for that for a while. Asked again, it goes on, or tries again what has failed.</summary>
    /// <param name="place">Where it is, as in <see cref="SavepointOrder"/>.</param>
    /// <returns>Whether there was one; null if it is still being removed.</returns>
    /// <exception cref="SavepointException">It cannot be removed, or the place has something else.</exception>
    [Alias("remove-savepoint")]
    Task<bool?> RemoveSavepointAsync(string place);

    /// <summary>Records that a job has ended by itself, or as it was to.</summary>
    /// <param name="name">The job's name.</param>
    /// <param name="run">Which run of it has ended; another one is not touched.</param>
    /// <param name="error">Why it failed, or null if it has not.</param>
    [Alias("report-ended")]
    Task ReportEndedAsync(string name, long run, string? error);
}
