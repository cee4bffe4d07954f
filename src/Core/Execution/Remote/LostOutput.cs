namespace OrleansStream.Execution;

/// <summary>A shuffle some of whose map outputs are lost with their hosts.</summary>
/// <param name="Batch">The attempt whose plan the shuffle is part of.</param>
/// <param name="Shuffle">The shuffle's number in that plan.</param>
internal sealed record LostOutput(BatchId Batch, long Shuffle);
