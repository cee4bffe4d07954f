namespace OrleansStream.Receivers;

/// <summary>What a receiver has brought in, for metrics.</summary>
/// <param name="Source">The operator name of the stream it feeds.</param>
/// <param name="Records">How many records have been stored, as far as known.</param>
/// <param name="Blocks">How many blocks have been stored.</param>
/// <param name="UnallocatedBlocks">How many blocks wait for a batch.</param>
/// <param name="RateLimit">How many records per second it may bring in, or null for no limit.</param>
internal readonly record struct ReceiverStatistics(string Source, long Records, long Blocks, long UnallocatedBlocks, double? RateLimit);
