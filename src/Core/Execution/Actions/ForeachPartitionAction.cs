namespace OrleansStream.Execution;

/// <summary>Gives a partition's records to an action of the user.</summary>
internal sealed class ForeachPartitionAction<T>(Action<IEnumerable<T>> action) : PartitionAction<T, bool>
{
    internal override string Name => "ForeachPartition";

    internal override bool Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        using StoredRecords<T> records = rdd.Gather(partition, task);
        task.Current = task.Enter(OperatorInfo.OfRdd(Name));
        action(records);
        return true;
    }
}
