using OrleansStream.Checkpoints;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <summary>The state of one operator in this process.</summary>
/// <param name="stream">The operator.</param>
internal abstract class OperatorState(DStream stream)
{
    /// <summary>The operator's name, which its state is known by.</summary>
    internal string Name => stream.Name;

    /// <summary>How many keys have a state in the newest version.</summary>
    internal abstract long Keys { get; }

    /// <summary>About how many bytes the state takes, older versions included.</summary>
    internal abstract long Bytes { get; }

    /// <summary>The last batch whose changes are complete, or null before the first.</summary>
    internal abstract BatchTime? Completed { get; }

    /// <summary>What keeps the state in a checkpoint.</summary>
    /// <exception cref="UnsupportedTypeException">Keys or states have no codec.</exception>
    internal abstract StateArchive ArchiveIn(CheckpointObjects objects);

    /// <summary>Batches up to one are committed: what was before it is no longer read.</summary>
    internal abstract void Promote(BatchTime committed);
}
