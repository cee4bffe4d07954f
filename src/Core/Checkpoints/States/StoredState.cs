namespace OrleansStream.Checkpoints;

/// <summary>The state of an operator as a head has it.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Keys">The signature of the keys' identity.</param>
/// <param name="Version">The last batch whose changes are in it.</param>
/// <param name="Parts">Where it is: first a snapshot, in one part or several, each with other keys, then changes, in the order in which they were
/// made. Of a key that is in several parts the last one counts. Parts of the snapshot may be of different versions; changes since the earliest
/// of them are there.</param>
internal sealed record StoredState(string Operator, string Keys, BatchTime Version, IReadOnlyList<StoredStatePart> Parts);
