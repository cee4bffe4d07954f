using OrleansStream.Streams;

namespace OrleansStream.Batches;

/// <summary>The batches of a job whose plans are kept in this process: those on their way and those that a stream remembers.</summary>
internal interface IBatchHistory
{
    /// <summary>The plan of a batch after zero time, for reading a stream's dataset of it.</summary>
    /// <returns>The plan, or null for a batch that holds nothing, is not planned yet, or was committed by an earlier process and cannot be made
    /// again for the stream.</returns>
    /// <exception cref="BatchNotRetainedException">The stream no longer remembers the batch.</exception>
    ValueTask<BatchPlan?> FindAsync(BatchTime time, DStream stream);
}
