namespace OrleansStream.Checkpoints;

/// <summary>Keeps the state of one operator in the checkpoint.</summary>
internal abstract class StateArchive
{
    /// <summary>The operator's name.</summary>
    internal abstract string Operator { get; }

    /// <summary>Writes what batches have changed.</summary>
    /// <param name="before">What the head has, or null if it knows nothing of the operator.</param>
    /// <param name="committed">The last batch that the next head commits.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the next head must have; null if the operator has not begun.</returns>
    internal abstract Task<StoredState?> StoreAsync(StoredState? before, BatchTime committed, CommitObjects commit, CancellationToken cancellation);

    /// <summary>Gives the operator what a head has; before its first batch.</summary>
    /// <exception cref="CheckpointException">It is damaged, or cannot become what the operator's types are now.</exception>
    internal abstract Task LoadAsync(StoredState stored, CancellationToken cancellation);
}
