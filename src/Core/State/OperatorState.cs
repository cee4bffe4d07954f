using OrleansStream.Checkpoints;
using OrleansStream.Encoding;

namespace OrleansStream.Stateful;

/// <summary>The state of one operator in this process.</summary>
/// <param name="stream">The operator.</param>
internal abstract class OperatorState(DStream stream)
{
    /// <summary>The operator's name, which its state is known by.</summary>
    internal string Name => stream.Name;

    /// <summary>The type of its keys.</summary>
    internal abstract Type KeyType { get; }

    /// <summary>The type of its states.</summary>
    internal abstract Type StateType { get; }

    /// <summary>What it keeps, as messages say it.</summary>
    internal string Description => Describe(StateType, KeyType);

    /// <summary>How many keys have a state in the newest version.</summary>
    internal abstract long Keys { get; }

    /// <summary>About how many bytes the state takes, older versions included.</summary>
    internal abstract long Bytes { get; }

    /// <summary>The last batch whose changes are complete, or null before the first.</summary>
    internal abstract BatchTime? Completed { get; }

    /// <summary>What keeps the state in a checkpoint.</summary>
    /// <exception cref="UnsupportedTypeException">Keys or states have no codec.</exception>
    internal abstract StateArchive ArchiveIn(StateStorage storage);

    /// <summary>Batches before one can no longer be asked of: versions that only they need go, except those that are pinned.</summary>
    internal abstract void Promote(BatchTime oldest);

    /// <summary>How large it is at a committed batch, or null if the batch is no longer kept.</summary>
    internal abstract StateSize? TryMeasure(BatchTime time);

    /// <summary>States and keys of some types, as messages say it.</summary>
    internal static string Describe(Type state, Type key) => $"{TypeNames.Of(state)} by {TypeNames.Of(key)}";
}
