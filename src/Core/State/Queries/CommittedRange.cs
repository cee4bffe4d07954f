namespace OrleansStream.Stateful;

/// <summary>The committed batches that state can be asked of.</summary>
/// <param name="Oldest">The oldest one.</param>
/// <param name="Newest">The newest one.</param>
internal sealed record CommittedRange(BatchTime Oldest, BatchTime Newest);
