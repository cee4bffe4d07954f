namespace OrleansStream.Checkpoints;

/// <summary>A block of entries in a part of an operator's state, in encoded columns.</summary>
/// <param name="Keys">Keys that have a state.</param>
/// <param name="States">Their states.</param>
/// <param name="Stamps">The times of the batches that used them last.</param>
/// <param name="Removed">Keys that were removed.</param>
internal readonly record struct StateBlock(
    ReadOnlyMemory<byte> Keys, ReadOnlyMemory<byte> States, ReadOnlyMemory<byte> Stamps, ReadOnlyMemory<byte> Removed);
