namespace OrleansStream;

/// <summary>The driver of a job; the grain's key is the job's name.</summary>
[Alias("orleans-stream.batch-coordinator")]
public interface IBatchCoordinatorGrain : IGrainWithStringKey
{
    /// <summary>Starts the job here unless it runs here. What an earlier life committed is continued.</summary>
    /// <param name="job">The job; the same at every call.</param>
    [Alias("ensure-running")]
    Task EnsureRunningAsync(JobSubmission job);

    /// <summary>How the job stands.</summary>
    [Alias("get-status")]
    Task<JobStatus> GetStatusAsync();

    /// <summary>Stops the job.</summary>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    [Alias("stop")]
    Task StopAsync(bool graceful);
}
