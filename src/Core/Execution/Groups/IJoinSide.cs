namespace OrleansStream.Execution;

/// <summary>How a side of a join appears in results: as it is, or as an option where it may be missing.</summary>
internal interface IJoinSide<in TValue, out TOut>
{
    /// <summary>Whether the side may be missing.</summary>
    static abstract bool IsOptional { get; }

    /// <summary>A value that is there.</summary>
    static abstract TOut Some(TValue value);

    /// <summary>The missing side; asked for only of optional ones.</summary>
    static abstract TOut None { get; }
}
