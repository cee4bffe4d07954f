namespace OrleansStream.Stateful;

/// <summary>What a call made of a state.</summary>
internal enum StateChange
{
    None,

    /// <summary>The function has the object and may have changed it.</summary>
    HandedOut,

    Updated,

    Removed,
}
