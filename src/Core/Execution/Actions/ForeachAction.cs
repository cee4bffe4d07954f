namespace OrleansStream.Execution;

/// <summary>Gives each record of a partition to an action of the user.</summary>
internal sealed class ForeachAction<T>(Action<T> action) : PartitionAction<T, bool>
{
    internal override string Name => "Foreach";

    internal override bool Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var link = new ForeachLink<T>(action, task, task.Enter(OperatorInfo.OfRdd(Name)));
        rdd.Feed(partition, ref link, task);
        return true;
    }
}
