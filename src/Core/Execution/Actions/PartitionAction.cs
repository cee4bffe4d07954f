namespace OrleansStream.Execution;

/// <summary>What a result stage does with each partition.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <typeparam name="TResult">What a partition comes to.</typeparam>
internal abstract class PartitionAction<T, TResult>
{
    /// <summary>What the action is called in error messages.</summary>
    internal abstract string Name { get; }

    /// <summary>Runs on an engine thread, once per attempt.</summary>
    internal abstract TResult Run(Rdd<T> rdd, int partition, TaskScope task);
}
