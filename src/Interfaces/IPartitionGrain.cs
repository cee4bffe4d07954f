namespace OrleansStream;

/// <summary>One partition of a job: runs its tasks and keeps the shuffle blocks they make. The key is the partition and the job's name.</summary>
/// <remarks>Orders, task ids and block addresses are encoded by the engine's codec; only the envelope is Orleans'. Every call is safe to repeat.</remarks>
[Alias("orleans-stream.partition")]
public interface IPartitionGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Hands over an order; returns when it is accepted, not when the task has ended.</summary>
    /// <param name="job">The job that the order belongs to.</param>
    /// <param name="order">The encoded order.</param>
    [Alias("start-task")]
    Task StartTaskAsync(JobSubmission job, byte[] order);

    /// <summary>Waits a few seconds at most for a task to end.</summary>
    /// <param name="job">The job that the task belongs to.</param>
    /// <param name="task">The encoded task id.</param>
    /// <returns>The encoded progress.</returns>
    [Alias("await-progress")]
    Task<byte[]> AwaitProgressAsync(JobSubmission job, byte[] task);

    /// <summary>Stores the keyed state that batches have changed, waiting a few seconds at most; the same order again asks how it stands.</summary>
    /// <param name="job">The job that the state belongs to.</param>
    /// <param name="order">The encoded order.</param>
    /// <returns>The encoded progress.</returns>
    [Alias("store-state")]
    Task<byte[]> StoreStateAsync(JobSubmission job, byte[] order);

    /// <summary>Reads a page of keyed state as a commit has left it.</summary>
    /// <param name="job">The job that the state belongs to.</param>
    /// <param name="question">The encoded question.</param>
    /// <returns>The encoded page.</returns>
    [Alias("scan-state")]
    Task<byte[]> ScanStateAsync(JobSubmission job, byte[] question);

    /// <summary>Looks up the state of a key as a commit has left it, or measures all of them.</summary>
    /// <param name="job">The job that the state belongs to.</param>
    /// <param name="question">The encoded question.</param>
    /// <returns>The encoded answer.</returns>
    [Alias("ask-state")]
    Task<byte[]> AskStateAsync(JobSubmission job, byte[] question);

    /// <summary>Reads a piece of a shuffle block.</summary>
    /// <param name="job">The job that the block belongs to.</param>
    /// <param name="block">The block's encoded address.</param>
    /// <param name="offset">Where the piece begins.</param>
    [Alias("pull-block")]
    Task<ShuffleFrame> PullBlockAsync(JobSubmission job, byte[] block, int offset);
}
