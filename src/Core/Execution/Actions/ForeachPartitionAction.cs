namespace OrleansStream.Execution;

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
