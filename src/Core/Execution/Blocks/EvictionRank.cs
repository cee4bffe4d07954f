namespace OrleansStream.Execution;

/// <summary>Which blocks give way first: those that are needed last.</summary>
internal enum EvictionRank
{
    /// <summary>Received data; the newest, which waits for its batch, gives way first.</summary>
    Received,

    /// <summary>What was computed; the least recently used gives way first.</summary>
    Computed,
}
