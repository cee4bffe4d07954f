namespace OrleansStream.Checkpoints;

/// <summary>Where a job keeps what must survive it: one mutable record, the head, and immutable objects that it reaches.</summary>
/// <remarks>
/// The contract is small enough for a directory, a blob container and a grain's storage. An object is only as real as its
/// reachability from the head: what a process wrote and no head names is garbage, wherever that process wakes up.
/// A call may fail with an exception although it took effect; callers settle that by reading again. What a call has answered survives a
/// crash of the process or the machine, as far as the store is durable at all. Stores are safe for any number of threads and processes.
/// Derive tests of a store of your own from <c>CheckpointStoreConformance</c> in OrleansStream.Testing.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>Reads the head.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The head with its version, or null if there has never been one.</returns>
    ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the head if nobody else has since <paramref name="expectedVersion"/> was read.</summary>
    /// <param name="expectedVersion">The version that was read, or null for a store that must not have a head yet.</param>
    /// <param name="content">The new head.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the write took effect is then unknown.</param>
    /// <returns>The new version, or null if another head is there.</returns>
    ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The content, or null if there is no such object.</returns>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes an object unless one of that name is there.</summary>
    /// <param name="name">Its name: segments of small ASCII letters, digits, '.', '-' and '_', not ending with '.', joined by '/', at most
    /// 200 characters in all.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the write took effect is then unknown.</param>
    /// <exception cref="ArgumentException">The name breaks its rule.</exception>
    /// <returns>Whether this call created it. Of several racing creators exactly one is told true.</returns>
    ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Removes an object; does nothing if there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask DeleteAsync(string name, CancellationToken cancellationToken);
}
