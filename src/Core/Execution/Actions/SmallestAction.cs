namespace OrleansStream.Execution;

/// <summary>Gathers the records of a partition that come first in an order.</summary>
internal sealed class SmallestAction<T>(string name, int count, IComparer<T> order) : PartitionAction<T, T[]>
{
    internal override string Name => name;

    internal override T[] Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        int number = task.Enter(OperatorInfo.OfRdd(name));
        var kept = new Smallest<T>(count, order);
        var link = new SmallestLink<T>(kept, task, number);
        rdd.Feed(partition, ref link, task);
        task.Current = number;
        return Detaching.Detach(kept.Sorted(), rdd.Scope.Encoding);
    }
}
