namespace OrleansStream.Outputs;

/// <summary>A place that batches are written to, partition by partition: what connectors implement.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// A batch goes through three steps. <see cref="Open"/> writes each partition where no reader looks, perhaps several times.
/// <see cref="PrepareAsync"/> sees what all partitions left and gives the token that the batch's commit stores.
/// <see cref="PublishAsync"/> makes it visible after the commit; it may be repeated, by any process, and must come to the same.
/// A sink that cannot stage does its work in <see cref="PrepareAsync"/>, returns no token, and may then act more than once.
/// </remarks>
public abstract class Sink<T>
{
    /// <summary>Whether <see cref="PrepareAsync"/> or writing shows outside before the commit.</summary>
    public virtual bool ActsBeforeCommit => false;

    /// <summary>Opens the writer of one attempt at one partition; called on an engine thread.</summary>
    /// <param name="partition">Which partition of which batch.</param>
    public abstract SinkWriter<T> Open(SinkPartition partition);

    /// <summary>Called at the coordinator when all partitions are written.</summary>
    /// <param name="batch">Which batch.</param>
    /// <param name="parts">What each partition's writer returned, in partition order.</param>
    /// <param name="cancellationToken">Cancelled when the batch is abandoned.</param>
    /// <returns>What <see cref="PublishAsync"/> needs, or null if there is nothing to publish.</returns>
    public abstract ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken);

    /// <summary>Makes a committed batch visible. Must be safe to repeat.</summary>
    /// <param name="token">What <see cref="PrepareAsync"/> returned.</param>
    /// <param name="cancellationToken">Cancelled when the context stops at once.</param>
    public virtual ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Frees what the sink holds in this process, such as connections. Called once, when its context is disposed of: on a cluster on every silo
    /// that has run tasks of the job. No writer is open then, and no other member is called after it.</summary>
    public virtual ValueTask LetGoAsync() => ValueTask.CompletedTask;

    /// <summary>Called when an attempt failed before its commit, after the last of its writers has ended: frees what it staged.</summary>
    /// <param name="batch">Which attempt of which batch.</param>
    /// <param name="cancellationToken">Never cancelled by a failure of the batch.</param>
    /// <remarks>Not called when the process dies, so that <see cref="PublishAsync"/> must free what dead attempts left.</remarks>
    public virtual ValueTask DiscardAsync(SinkBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
