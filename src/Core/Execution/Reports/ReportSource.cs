namespace OrleansStream.Execution;

/// <summary>What kind of code reported something.</summary>
internal enum ReportSource
{
    /// <summary>An operator of a dataset that every process numbers alike.</summary>
    Dataset,

    /// <summary>The map side of a shuffle.</summary>
    Shuffle,

    /// <summary>An output operation that writes to a sink.</summary>
    Output,

    /// <summary>An action.</summary>
    Action,

    /// <summary>Code of a batch that runs at the coordinator.</summary>
    Coordinator,
}
