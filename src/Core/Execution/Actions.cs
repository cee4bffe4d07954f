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

/// <summary>Gives a partition's records to an action of the user.</summary>
internal sealed class ForeachPartitionAction<T>(Action<IEnumerable<T>> action) : PartitionAction<T, bool>
{
    internal override string Name => "ForeachPartition";

    internal override bool Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var records = new List<T>();
        var link = new BufferLink<T>(records);
        rdd.Feed(partition, ref link, task);
        task.Current = task.Enter(OperatorInfo.OfRdd(Name));
        action(records);
        return true;
    }
}
