namespace OrleansStream;

/// <summary>Begins the description of an operator's state.</summary>
public static class StateSpec
{
    /// <summary>State of a type, that begins empty, is partitioned by default, and stays until it is removed.</summary>
    /// <typeparam name="TState">The states' type.</typeparam>
    public static StateSpec<TState> Of<TState>() => new(idle: null, partitionCount: null);
}
