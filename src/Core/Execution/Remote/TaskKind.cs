namespace OrleansStream.Execution;

/// <summary>What a task does.</summary>
internal enum TaskKind
{
    /// <summary>A map task of a shuffle.</summary>
    Map,

    /// <summary>One partition of an output operation that writes to a sink.</summary>
    Sink,

    /// <summary>One partition of an action of user code.</summary>
    Action,
}
