namespace OrleansStream.Execution;

/// <summary>By what rule the records of a dataset lie in its partitions. Datasets of equal rules have equal keys in equal partitions.</summary>
internal abstract class Partitioning
{
    private protected Partitioning(int count) => Count = count;

    /// <summary>How many partitions the rule knows.</summary>
    internal int Count { get; }
}
