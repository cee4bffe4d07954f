namespace OrleansStream.Execution;

/// <summary>Gathers the first records of a partition.</summary>
internal sealed class TakeAction<T>(int count) : PartitionAction<T, T[]>
{
    internal override string Name => "Take";

    internal override T[] Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var records = new List<T>();
        var link = new KeepLink<T>(records, count, task);
        rdd.Feed(partition, ref link, task);
        return Detaching.Detach(records, rdd.Scope.Encoding);
    }
}
