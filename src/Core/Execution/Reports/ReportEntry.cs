namespace OrleansStream.Execution;

/// <summary>Something that a task reported, as it travels between processes.</summary>
/// <param name="Site">Where.</param>
/// <param name="Fact">The fact's name.</param>
/// <param name="Updates">How often the part was added to.</param>
/// <param name="Part">The encoded part.</param>
internal sealed record ReportEntry(ReportSite Site, string Fact, long Updates, ReadOnlyMemory<byte> Part);
