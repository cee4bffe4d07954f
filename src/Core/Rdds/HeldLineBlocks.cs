using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines that lie in memory for as long as the batch runs.</summary>
internal sealed class HeldLineBlocks(IReadOnlyList<IReadOnlyList<LineBlock>> partitions) : ILineBlocks
{
    public int PartitionCount => partitions.Count;

    public IEnumerable<LineBlock> Read(int partition, TaskScope task) => partitions[partition];
}
