namespace OrleansStream.Checkpoints;

/// <summary>Where a head finds seals of a source that are too many to be written again with every head.</summary>
/// <param name="Source">The source's operator name.</param>
/// <param name="Object">The object that holds them, in order of time.</param>
/// <param name="Skipped">How many of the first in it are no longer remembered.</param>
/// <param name="Count">How many are.</param>
internal sealed record StoredSeals(string Source, string Object, int Skipped, int Count);
