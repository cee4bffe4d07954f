namespace OrleansStream;

/// <summary>What one batch holds of one source: offsets, block numbers or file names, never the data.</summary>
/// <param name="Source">The source's operator name.</param>
/// <param name="Records">How many records it is, as far as the source knows.</param>
/// <param name="Description">For people: offset ranges or file names.</param>
/// <param name="Content">What the source needs to read exactly the same records again, in its own encoding.</param>
/// <remarks>An empty seal gives an empty dataset; a source that gives no seal at all gives no dataset.</remarks>
public sealed record SourceSeal(string Source, long Records, string Description, ReadOnlyMemory<byte> Content);
