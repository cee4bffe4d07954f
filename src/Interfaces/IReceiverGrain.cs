namespace OrleansStream;

/// <summary>One receiver of a job: brings in its data and keeps it in blocks until batches are over. The key is the number of the stream that it feeds
/// and the job's name.</summary>
/// <remarks>Orders, answers and block addresses are encoded by the engine's codec; only the envelope is Orleans'. Every call is safe to repeat.</remarks>
[Alias("orleans-stream.receiver")]
public interface IReceiverGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Starts the receiver, or starts it again.</summary>
    /// <param name="job">The job that the receiver belongs to.</param>
    /// <param name="order">The encoded order.</param>
    /// <returns>The encoded answer.</returns>
    [Alias("start")]
    Task<byte[]> StartAsync(JobSubmission job, byte[] order);

    /// <summary>Fixes what a batch holds.</summary>
    /// <param name="job">The job that the receiver belongs to.</param>
    /// <param name="order">The encoded order.</param>
    /// <returns>The encoded answer; nothing if the life that is meant is not here.</returns>
    [Alias("seal")]
    Task<byte[]> SealAsync(JobSubmission job, byte[] order);

    /// <summary>Has the receiver take in nothing more.</summary>
    /// <param name="job">The job that the receiver belongs to.</param>
    /// <param name="life">The encoded life of the receiver.</param>
    /// <param name="cancellationToken">Cancelled when the stop must not wait any longer.</param>
    /// <returns>The encoded answer; nothing if the life that is meant is not here.</returns>
    [Alias("stop")]
    Task<byte[]> StopAsync(JobSubmission job, byte[] life, CancellationToken cancellationToken);

    /// <summary>Lets the receiver go.</summary>
    /// <param name="job">The job that the receiver belongs to.</param>
    /// <param name="life">The encoded life of the receiver.</param>
    [Alias("end")]
    Task EndAsync(JobSubmission job, byte[] life);

    /// <summary>Reads a piece of a block.</summary>
    /// <param name="job">The job that the receiver belongs to.</param>
    /// <param name="block">The block's encoded address.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <returns>The piece; its total length is negative if the block is not here.</returns>
    [Alias("pull-block")]
    Task<ShuffleFrame> PullBlockAsync(JobSubmission job, byte[] block, int offset);
}
