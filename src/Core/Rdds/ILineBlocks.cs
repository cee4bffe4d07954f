using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Where the lines of a dataset lie, partition by partition.</summary>
internal interface ILineBlocks
{
    int PartitionCount { get; }

    /// <summary>The blocks of a partition, in order. What is given for slices stays until the task ends.</summary>
    IEnumerable<LineBlock> Read(int partition, TaskScope task);

    /// <summary>Brings what a partition reads from elsewhere; called before its task.</summary>
    Task FetchAsync(int partition, CancellationToken cancellation) => Task.CompletedTask;
}
