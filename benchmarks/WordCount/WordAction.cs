namespace OrleansStream.Benchmarks;

/// <summary>Takes a word and how often it occurs.</summary>
internal delegate void WordAction(ReadOnlySpan<byte> word, long count);
