namespace OrleansStream.Checkpoints;

/// <summary>Ends the epoch of a coordinator that cannot be told to stop, because nobody knows where it is or whether it lives.</summary>
/// <remarks>It may be cut off, or stand still, with a batch that it would commit when it is back. The head stays as it is but for a later epoch, which
/// belongs to nobody: whoever continues the job claims one of its own.</remarks>
internal static class HeadFence
{
    /// <summary>Fences whoever has the head of a store; does nothing where there is none.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CheckpointException">The head cannot be read.</exception>
    internal static async Task RaiseAsync(ICheckpointStore store, TimeProvider time, CancellationToken cancellation)
    {
        if (await store.ReadHeadAsync(cancellation).ConfigureAwait(false) is null)
        {
            return;
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await new HeadKeeper(store).ClaimAsync(found => found!.Ended(now), cancellation).ConfigureAwait(false);
    }
}
