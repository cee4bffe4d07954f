using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Receivers;

/// <summary>A partition for each block of lines that was received.</summary>
internal sealed class StoredLineBlocks(IBlocks<StoredBytes> blocks) : ILineBlocks
{
    public int PartitionCount => blocks.Count;

    public IEnumerable<LineBlock> Read(int partition, TaskScope task) => [blocks[partition].Read(task)];

    public Task FetchAsync(int partition, CancellationToken cancellation) => blocks.FetchAsync(partition, cancellation);
}
