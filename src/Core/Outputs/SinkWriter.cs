using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Writes one attempt at one partition of a batch; used by one thread.</summary>
/// <typeparam name="T">The records' type.</typeparam>
public abstract class SinkWriter<T> : IDisposable
{
    /// <summary>Writes a record. Slices in it are valid during the call.</summary>
    /// <param name="record">The record.</param>
    public abstract void Write(T record);

    /// <summary>Ends the partition, on the thread that wrote it.</summary>
    /// <returns>What <see cref="Sink{T}.PrepareAsync"/> is to know of it.</returns>
    public abstract ReadOnlyMemory<byte> Complete();

    /// <summary>Waits, off the engine's threads, for what the partition has set off or still needs. Called after <see cref="Complete"/>; the
    /// partition is written when the returned task has ended, and is written again if that fails.</summary>
    /// <param name="cancellationToken">Cancelled when the batch is abandoned.</param>
    /// <remarks>Slices in records that the writer has kept are valid until then. Only a few partitions of a batch settle at a time in each
    /// process: twice as many as it has engine threads.</remarks>
    public virtual ValueTask SettleAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Whether more records are wanted; when false the rest of the partition is not computed.</summary>
    public virtual bool WantsMore => true;

    /// <summary>Writes a partition of a dataset and ends it, on an engine thread.</summary>
    internal ReadOnlyMemory<byte> WriteAll(Rdd<T> rdd, int partition, TaskScope task, int number)
    {
        var link = new WriterLink<T>(this, task, number);
        rdd.Feed(partition, ref link, task);
        task.Current = number;
        return Complete();
    }

    /// <summary>Frees what the writer holds; without <see cref="Complete"/> the attempt has failed and leaves nothing behind.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the writer holds.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
