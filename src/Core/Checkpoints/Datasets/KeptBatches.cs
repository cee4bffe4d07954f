namespace OrleansStream.Checkpoints;

/// <summary>Where a head finds the datasets that were committed at once.</summary>
/// <param name="First">The first batch that has any.</param>
/// <param name="Last">The last one.</param>
/// <param name="Object">The object that holds a <see cref="KeptBatch"/> for each.</param>
internal sealed record KeptBatches(BatchTime First, BatchTime Last, string Object);
