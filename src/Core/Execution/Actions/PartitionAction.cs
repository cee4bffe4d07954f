namespace OrleansStream.Execution;

/// <summary>What a result stage does with each partition.</summary>
internal abstract class PartitionAction
{
    /// <summary>What the action is called in error messages.</summary>
    internal abstract string Name { get; }

    /// <summary>Runs on an engine thread of a partition's host, once per attempt.</summary>
    /// <returns>The result, for the process that wants it.</returns>
    internal abstract ReadOnlyMemory<byte> RunAndEncode(Rdd rdd, int partition, TaskScope task, Recipes recipes);
}
