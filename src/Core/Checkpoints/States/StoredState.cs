using OrleansStream.Execution;

namespace OrleansStream.Checkpoints;

/// <summary>The state of an operator as a head has it: all of it, or that of one partition that a host has stored.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Keys">The signature of the keys' identity.</param>
/// <param name="Version">The last batch whose changes are in it.</param>
/// <param name="Parts">Where it is: first a snapshot, in one part or several, each with other keys, then changes, in the order in which they were
/// made. Of a key that is in several parts the last one counts. Parts of the snapshot may be of different versions; changes since the earliest
/// of them are there.</param>
/// <param name="FirstGroup">The first key group of the partition.</param>
/// <param name="Groups">How many key groups the partition has; 0 for the state of all partitions.</param>
/// <param name="Epoch">The life of the coordinator that had the batch run; 0 where that was not noted.</param>
/// <param name="Attempt">Which run of the batch it was.</param>
internal sealed record StoredState(
    string Operator,
    string Keys,
    BatchTime Version,
    IReadOnlyList<StoredStatePart> Parts,
    int FirstGroup = 0,
    int Groups = 0,
    long Epoch = 0,
    int Attempt = 0)
{
    /// <summary>The attempt that made the version.</summary>
    internal BatchId Id => new(Epoch, Version, Attempt);

    /// <summary>Whether it may have keys of some groups.</summary>
    internal bool Overlaps(int firstGroup, int groups) => Groups == 0 || (FirstGroup < firstGroup + groups && firstGroup < FirstGroup + Groups);
}
