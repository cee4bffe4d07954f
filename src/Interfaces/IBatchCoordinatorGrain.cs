namespace OrleansStream;

/// <summary>The driver of a job; the grain's key is the job's name.</summary>
[Alias("orleans-stream.batch-coordinator")]
public interface IBatchCoordinatorGrain : IGrainWithStringKey
{
    /// <summary>Defines the job without running it, and compares it with the checkpoint that it is to go on from.</summary>
    /// <param name="job">The job.</param>
    /// <exception cref="JobRefusedException">It cannot be run; the message says why.</exception>
    [Alias("check")]
    Task CheckAsync(JobSubmission job);

    /// <summary>Starts a run of the job here unless it runs here or has ended here. What an earlier life committed is continued.</summary>
    /// <param name="job">The job; the same at every call of one run.</param>
    /// <returns>How it stands now.</returns>
    [Alias("ensure-running")]
    Task<JobStatus> EnsureRunningAsync(JobSubmission job);

    /// <summary>Has a run of the job stop, and returns at once.</summary>
    /// <param name="run">The run; a later one is not touched.</param>
    /// <param name="graceful">Whether to finish batches of what has arrived first.</param>
    /// <returns>How it stands now; it has ended if it does not run here.</returns>
    [Alias("ensure-stopped")]
    Task<JobStatus> EnsureStoppedAsync(long run, bool graceful);

    /// <summary>Answers a question for the state of an operator, at the last committed batch; it may take a few seconds.</summary>
    /// <param name="query">The encoded question.</param>
    /// <returns>The encoded reply.</returns>
    [Alias("ask-state")]
    Task<byte[]> AskStateAsync(byte[] query);

    /// <summary>Writes a savepoint, waiting a second at most; the same order again asks how it stands.</summary>
    /// <param name="order">The order.</param>
    /// <returns>How it stands.</returns>
    [Alias("savepoint")]
    Task<SavepointProgress> SavepointAsync(SavepointOrder order);

    /// <summary>How the job stands.</summary>
    [Alias("get-status")]
    Task<JobStatus> GetStatusAsync();
}
