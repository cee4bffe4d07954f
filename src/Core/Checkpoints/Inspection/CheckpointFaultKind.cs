namespace OrleansStream.Checkpoints;

/// <summary>What is wrong with an object of a checkpoint.</summary>
public enum CheckpointFaultKind
{
    /// <summary>It is needed and not there.</summary>
    Missing = 0,

    /// <summary>It is shorter or longer than what was written.</summary>
    Torn = 1,

    /// <summary>Its bytes are others than those that were written.</summary>
    Changed = 2,

    /// <summary>Its bytes are those that were written, and they make no sense to this program.</summary>
    Unreadable = 3,

    /// <summary>Nothing needs it: left over by a process that was killed, or written since by a running one. It costs room and nothing else.</summary>
    Unreachable = 4,
}
