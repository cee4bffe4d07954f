namespace OrleansStream.Checkpoints;

/// <summary>A head as read from a store.</summary>
/// <param name="Version">What <see cref="ICheckpointStore.CompareAndSwapHeadAsync"/> expects; opaque.</param>
/// <param name="Content">The bytes that were written.</param>
public sealed record StoredHead(string Version, ReadOnlyMemory<byte> Content);
