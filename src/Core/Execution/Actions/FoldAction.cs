namespace OrleansStream.Execution;

/// <summary>Folds a partition's records into one value.</summary>
internal sealed class FoldAction<T, TAcc>(string name, Func<TAcc> zero, Func<TAcc, T, TAcc> function) : PartitionAction<T, TAcc>
{
    internal override string Name => name;

    internal override TAcc Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        int number = task.Enter(OperatorInfo.OfRdd(name));
        task.Current = number;
        var link = new FoldLink<T, TAcc>(zero(), function, task, number);
        rdd.Feed(partition, ref link, task);
        return Detaching.Detach(link.Value, rdd.Scope.Encoding);
    }
}
