namespace OrleansStream.Stateful;

/// <summary>The state that one operator has in one partition, in versions: each batch makes one.</summary>
/// <remarks>
/// One task writes at a time; any thread may read, and versions may be promoted, meanwhile. A version is named by its batch's time, that before
/// every batch by the time of <see cref="StateVersions.None"/>.
/// </remarks>
internal abstract class StatePartition
{
    /// <summary>The first key group.</summary>
    internal abstract int FirstGroup { get; }

    /// <summary>How many key groups it has.</summary>
    internal abstract int GroupCount { get; }

    /// <summary>The oldest version that can be read.</summary>
    internal abstract long Base { get; }

    /// <summary>The newest version, finished or not.</summary>
    internal abstract long Newest { get; }

    /// <summary>How many keys have a state in the newest version.</summary>
    internal abstract long Keys { get; }

    /// <summary>About how many bytes the state takes, older versions included.</summary>
    internal abstract long Bytes { get; }

    /// <summary>Begins a version, which is open to writers until the next one begins. Versions of this and later batches are undone first.</summary>
    /// <param name="version">The batch.</param>
    /// <param name="from">The version that the batch changes.</param>
    /// <exception cref="InvalidOperationException">What is left is not that version.</exception>
    internal abstract void Begin(long version, long from);

    /// <summary>Undoes every version after a given one.</summary>
    /// <exception cref="InvalidOperationException">The version is no longer kept.</exception>
    internal abstract void RollBackTo(long version);

    /// <summary>Makes a version the oldest one: it is committed, and nobody reads older ones.</summary>
    internal abstract void Promote(long version);

    /// <summary>Counts the keys that have a state in a version, and about how many bytes the state takes, other versions included.</summary>
    /// <param name="version">The version.</param>
    /// <returns>The numbers, or null if the version is no longer kept.</returns>
    /// <exception cref="InvalidOperationException">The thread is inside a state function.</exception>
    internal abstract (long Keys, long Bytes)? Measure(long version);

    /// <summary>Lets go of what is in memory and on disk: another partition has taken its place.</summary>
    internal abstract void Discard();
}
