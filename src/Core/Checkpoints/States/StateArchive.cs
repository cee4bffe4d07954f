using OrleansStream.Execution;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps the state of one operator, or of one partition of it, in the checkpoint.</summary>
internal abstract class StateArchive
{
    /// <summary>Writes what batches have changed.</summary>
    /// <param name="before">What the head has, with an earlier version, or null if it has nothing that can be gone on with.</param>
    /// <param name="version">The version to store.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the next head must have.</returns>
    internal abstract Task<StoredState> StoreAsync(StoredState? before, BatchId version, CommitObjects commit, CancellationToken cancellation);

    /// <summary>Loads what a head has; before the first batch.</summary>
    /// <param name="stored">All that a head has of the operator, of one version.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CheckpointException">It is damaged, or cannot become what the operator's types are now.</exception>
    internal abstract Task LoadAsync(IReadOnlyList<StoredState> stored, CancellationToken cancellation);

    /// <summary>Finds out whether what was written last can be loaded, and loads nothing.</summary>
    /// <param name="stored">All that a head has of the operator, of one version.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CheckpointException">It is damaged, or cannot become what the operator's types are now.</exception>
    internal abstract Task CheckAsync(IReadOnlyList<StoredState> stored, CancellationToken cancellation);
}
