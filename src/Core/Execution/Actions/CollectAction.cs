namespace OrleansStream.Execution;

/// <summary>Gathers a partition's records.</summary>
internal sealed class CollectAction<T> : PartitionAction<T, T[]>
{
    internal override string Name => "Collect";

    internal override T[] Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var records = new List<T>();
        var link = new KeepLink<T>(records, int.MaxValue, task);
        rdd.Feed(partition, ref link, task);
        return Detaching.Detach(records, rdd.Scope.Encoding);
    }
}
