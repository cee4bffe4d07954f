namespace OrleansStream.Checkpoints;

/// <summary>A part of an operator's stored state.</summary>
/// <param name="Object">The object that holds it.</param>
/// <param name="IsSnapshot">Whether it belongs to the snapshot; else it holds changes.</param>
/// <param name="Entries">How many keys it holds, those that were removed included.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="Version">The batch that the snapshot shows, or the last one that made changes in it; null where parts were written before that
/// was noted.</param>
/// <param name="FirstGroup">The first key group that a part of a snapshot has.</param>
/// <param name="Groups">How many key groups it has, with every key of theirs; 0 for changes, and where that is not known.</param>
internal sealed record StoredStatePart(
    string Object, bool IsSnapshot, long Entries, long Bytes, BatchTime? Version = null, int FirstGroup = 0, int Groups = 0);
