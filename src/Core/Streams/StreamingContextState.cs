namespace OrleansStream;

/// <summary>Where a context stands in its life; it only ever moves forward.</summary>
public enum StreamingContextState
{
    /// <summary>The graph is being defined.</summary>
    Initialized,

    /// <summary>Batches run; the graph is fixed.</summary>
    Active,

    /// <summary>No batch will run any more; the context cannot be started again.</summary>
    Stopped,
}
