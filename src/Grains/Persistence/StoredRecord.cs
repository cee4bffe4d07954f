namespace OrleansStream.Grains.Persistence;

/// <summary>A record as read.</summary>
/// <param name="Content">What it holds.</param>
/// <param name="Version">What a write must name that is to replace it.</param>
internal sealed record StoredRecord(byte[] Content, string Version);
