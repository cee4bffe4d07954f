namespace OrleansStream.Execution;

/// <summary>Counts a partition's records.</summary>
internal sealed class CountAction<T> : PartitionAction<T, long>
{
    internal override string Name => "Count";

    internal override long Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var link = default(CountLink<T>);
        rdd.Feed(partition, ref link, task);
        return link.Count;
    }
}
