namespace OrleansStream.Checkpoints;

/// <summary>A part of an operator's stored state.</summary>
/// <param name="Object">The object that holds it.</param>
/// <param name="IsSnapshot">Whether it belongs to the snapshot; else it holds changes.</param>
/// <param name="Entries">How many keys it holds, those that were removed included.</param>
/// <param name="Bytes">How large it is.</param>
internal sealed record StoredStatePart(string Object, bool IsSnapshot, long Entries, long Bytes);
