namespace OrleansStream.Stateful;

/// <summary>What a <see cref="State{TState}"/> is in a call.</summary>
internal enum StatePhase
{
    /// <summary>The key had no state, and has none.</summary>
    Absent,

    /// <summary>The key has the state that it had before.</summary>
    Untouched,

    /// <summary>The function has the state's object and may have changed it.</summary>
    HandedOut,

    /// <summary>The function has given the key a state.</summary>
    Updated,

    /// <summary>The function has taken the state away.</summary>
    Removed,

    /// <summary>The last call for the key.</summary>
    TimingOut,

    /// <summary>There is no call.</summary>
    Closed,
}
